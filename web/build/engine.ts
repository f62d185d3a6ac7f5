/** Puts the engine's files into the site under names made of their hashes: `virtual:engine`. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Plugin } from "vite";
import type { EngineFile } from "../src/runtime/download.ts";
import { engineDirectory, pythonArchive } from "./python.ts";

type Packed = EngineFile & { readonly content: Buffer };

export async function enginePlugin(): Promise<Plugin> {
  const files: readonly Packed[] = [
    pack("loader", "pyodide", join(engineDirectory, "pyodide.mjs")),
    pack("glue", "pyodide.asm", join(engineDirectory, "pyodide.asm.mjs")),
    pack("wasm", "pyodide.asm", join(engineDirectory, "pyodide.asm.wasm")),
    pack("python", "python", await pythonArchive()),
  ];
  const id = "virtual:engine";
  return {
    name: "asyncarium:engine",
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load(source) {
      if (source !== `\0${id}`) {
        return null;
      }
      const entries = files.map(({ name, url, bytes, sha256 }) => {
        // Relative to the page, wherever it is hosted.
        const address = `new URL(${JSON.stringify(url)}, document.baseURI).href`;
        return `{ name: "${name}", url: ${address}, bytes: ${bytes}, sha256: "${sha256}" }`;
      });
      return `export default [${entries.join(", ")}];`;
    },
    generateBundle() {
      for (const { url, content } of files) {
        this.emitFile({ type: "asset", fileName: url, source: content });
      }
    },
    transformIndexHtml: () =>
      files.map(({ url }) => ({
        tag: "link",
        attrs: { rel: "preload", as: "fetch", crossorigin: "anonymous", href: `./${url}` },
        injectTo: "head",
      })),
  };
}

function pack(name: EngineFile["name"], stem: string, path: string): Packed {
  // Source maps are not shipped; a reference to one would only make a 404.
  const content = path.endsWith(".mjs")
    ? Buffer.from(readFileSync(path, "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, ""))
    : readFileSync(path);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const url = `engine/${stem}-${sha256.slice(0, 12)}${extname(path)}`;
  return { name, url, bytes: content.length, sha256, content };
}
