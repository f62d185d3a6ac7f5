/** Bundles the sandbox into one document: `virtual:sandbox`. */

import type { Plugin } from "vite";
import { bundle, inlineScript } from "./bundle.ts";
import { type Packed, packOnDemand } from "./on-demand.ts";

export type SandboxDocument = { readonly html: string; readonly scriptHash: string };

/** Without network, storage or evaluated strings; what the worker inherits. */
export const FRAME_POLICY = [
  "default-src 'none'",
  "connect-src 'none'",
  "worker-src blob:",
] as const;

/** The same for a program that the reader has let out: it may ask servers that let it (CORS). */
export const OPEN_FRAME_POLICY = [
  "default-src 'none'",
  "connect-src https:",
  "worker-src blob:",
] as const;

/** The frame's document. Its only script is named by hash; blob: is for the worker and the engine. */
export async function sandboxDocument(
  framePolicy: readonly string[] = FRAME_POLICY,
): Promise<SandboxDocument> {
  const worker = await bundle("sandbox/worker.ts");
  const frame = await bundle("sandbox/frame.ts", { WORKER_SOURCE: JSON.stringify(worker) });
  const { code, hash } = inlineScript(frame);
  const policy = [...framePolicy, `script-src ${hash} blob: 'wasm-unsafe-eval'`].join("; ");
  const html = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${code}</script>`;
  return { html, scriptHash: hash };
}

/**
 * The document of a frame that may ask the internet. It has an address of its own: what stands in
 * `srcdoc` inherits the page's policy, which lets nothing out.
 */
export async function packOpenSandbox(): Promise<Packed> {
  const { html } = await sandboxDocument(OPEN_FRAME_POLICY);
  return packOnDemand("open-sandbox.html", Buffer.from(html));
}

export function sandboxPlugin(document: SandboxDocument): Plugin {
  const id = "virtual:sandbox";
  return {
    name: "asyncarium:sandbox",
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load: (source) =>
      source === `\0${id}` ? `export default ${JSON.stringify(document.html)};` : null,
  };
}
