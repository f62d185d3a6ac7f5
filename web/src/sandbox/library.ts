/**
 * Python's library, in the file system of an interpreter that was restored from a snapshot.
 *
 * What is in the snapshot is imported already, and most programs need nothing else: the archive is
 * only read when Python reads it.
 */

import type { PyodideAPI } from "pyodide";

/** Where Pyodide has put the archive of CPython 3.14. */
const ARCHIVE = "/lib/python314.zip";

/** What workers have, and TypeScript's library for windows has not. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** What Emscripten's files in memory consist of. */
type FileNode = { contents: Uint8Array; usedBytes: number };

/** Put `library` where Pyodide has put an empty archive. */
export function showLibrary({ FS }: Pick<PyodideAPI, "FS">, library: Blob): void {
  const { node } = FS.lookupPath(ARCHIVE, {}) as unknown as { readonly node: FileNode };
  node.usedBytes = library.size;
  const content = (value: Uint8Array) => ({ value, writable: true });
  Object.defineProperty(node, "contents", {
    configurable: true,
    get() {
      // Python waits for its file: there is no time to read it in another way.
      const bytes = new Uint8Array(new FileReaderSync().readAsArrayBuffer(library));
      Object.defineProperty(node, "contents", content(bytes));
      return bytes;
    },
    set(bytes: Uint8Array) {
      Object.defineProperty(node, "contents", content(bytes));
    },
  });
}
