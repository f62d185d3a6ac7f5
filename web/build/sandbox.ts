/** Bundles the sandbox into one document: `virtual:sandbox`. */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { build } from "rolldown";
import type { Plugin } from "vite";
import { root } from "./python.ts";

export type SandboxDocument = { readonly html: string; readonly scriptHash: string };

/** Without network, storage or evaluated strings; what the worker inherits. */
export const FRAME_POLICY = [
  "default-src 'none'",
  "connect-src 'none'",
  "worker-src blob:",
] as const;

/** The frame's document. Its only script is named by hash; blob: is for the worker and the engine. */
export async function sandboxDocument(): Promise<SandboxDocument> {
  const worker = await bundle("worker.ts", {});
  const frame = await bundle("frame.ts", { WORKER_SOURCE: JSON.stringify(worker) });
  // The bundle stands inside a <script> element: nothing in it may end that.
  const script = frame.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const scriptHash = `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
  const policy = [...FRAME_POLICY, `script-src ${scriptHash} blob: 'wasm-unsafe-eval'`].join("; ");
  const html = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${script}</script>`;
  return { html, scriptHash };
}

async function bundle(entry: string, define: Record<string, string>): Promise<string> {
  const { output } = await build({
    input: join(root, "web/src/sandbox", entry),
    output: { format: "iife", minify: true },
    transform: { define },
    write: false,
    logLevel: "warn",
  });
  return output[0].code.trim();
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
