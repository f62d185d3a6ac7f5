/**
 * Files that only some readers need, under names made of their hashes, each with a module that
 * says where it is: `virtual:on-demand/NAME`.
 */

import { basename, extname } from "node:path";
import type { Plugin } from "vite";
import { sha256 } from "./hash.ts";
import type { RemoteFile } from "../src/runtime/download.ts";

export type Packed = RemoteFile & { readonly name: string; readonly content: Buffer };

/** @param file such as `language.zip`; its module goes without the extension. */
export function packOnDemand(file: string, content: Buffer): Packed {
  const hash = sha256(content);
  const extension = extname(file);
  const name = basename(file, extension);
  const url = `packages/${name}-${hash.slice(0, 12)}${extension}`;
  return { name, url, bytes: content.length, sha256: hash, content };
}

export function onDemandPlugin(files: readonly Packed[]): Plugin {
  const prefix = "\0virtual:on-demand/";
  return {
    name: "asyncarium:on-demand",
    resolveId: (source) => (source.startsWith(prefix.slice(1)) ? `\0${source}` : null),
    load(source) {
      const file = files.find(({ name }) => source === prefix + name);
      if (file === undefined) {
        return null;
      }
      // Relative to the page, wherever it is hosted.
      const address = `new URL(${JSON.stringify(file.url)}, document.baseURI).href`;
      return `export default { url: ${address}, bytes: ${file.bytes}, sha256: "${file.sha256}" };`;
    },
    generateBundle() {
      for (const { url, content } of files) {
        this.emitFile({ type: "asset", fileName: url, source: content });
      }
    },
  };
}
