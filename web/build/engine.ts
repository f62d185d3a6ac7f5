/** Puts the engine's files into the site under names made of their hashes: `virtual:engine`. */

import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Plugin } from "vite";
import type { EngineFile } from "../src/runtime/download.ts";
import type { Unpacked } from "../src/runtime/library.ts";
import { engineDirectory } from "./folders.ts";
import { sha256 } from "./hash.ts";
import { pythonArchive } from "./python.ts";

type Packed = EngineFile & { readonly content: Buffer };

/** The engine's files as they are shipped. */
export async function packEngine(): Promise<readonly Packed[]> {
  const python = await pythonArchive();
  return [
    pack("loader", "pyodide", join(engineDirectory, "pyodide.mjs")),
    pack("glue", "pyodide.asm", join(engineDirectory, "pyodide.asm.mjs")),
    pack("wasm", "pyodide.asm", join(engineDirectory, "pyodide.asm.wasm")),
    pack("python", "python", python.xz),
  ];
}

/** What is in the archive of Python's library as it is shipped. */
export async function unpackedLibrary(): Promise<Unpacked> {
  const content = readFileSync((await pythonArchive()).zip);
  return { bytes: content.length, sha256: sha256(content) };
}

export function enginePlugin(files: readonly Packed[], library: Unpacked): Plugin {
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
      return `export default [${entries.join(", ")}];
export const library = ${JSON.stringify(library)};
export const versions = ${JSON.stringify(readVersions())};`;
    },
    generateBundle() {
      for (const { url, content } of files) {
        this.emitFile({ type: "asset", fileName: url, source: content });
      }
    },
  };
}

function readVersions(): { readonly pyodide: string; readonly python: string } {
  const read = (file: string) => JSON.parse(readFileSync(join(engineDirectory, file), "utf8"));
  return {
    pyodide: read("package.json").version,
    python: read("pyodide-lock.json").info.python,
  };
}

function pack(name: EngineFile["name"], stem: string, path: string): Packed {
  // Source maps are not shipped; a reference to one would only make a 404.
  const content = path.endsWith(".mjs")
    ? Buffer.from(readFileSync(path, "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, ""))
    : readFileSync(path);
  const hash = sha256(content);
  const url = `engine/${stem}-${hash.slice(0, 12)}${extname(path)}`;
  return { name, url, bytes: content.length, sha256: hash, content };
}
