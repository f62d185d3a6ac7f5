/**
 * Python as it was when it had started, to start from at once.
 *
 * Pyodide's own snapshot is the whole memory of the interpreter, of which most pages are empty.
 * Ours leaves those out: a third of the bytes to keep, check and copy, and a restored interpreter
 * does not have to own memory that it never used.
 *
 *     uint32: bytes of the memory, number of pages, bytes of the header
 *     uint32 × pages: number of each page, ascending
 *     the pages
 *     the header: what comes before the memory in Pyodide's own
 */

import type { PyodideAPI, PyodideConfig } from "pyodide";

type CreateModule = NonNullable<PyodideConfig["createPyodideModule"]>;

const PAGE_BYTES = 4_096;
const PAGE_WORDS = PAGE_BYTES / 4;
const FIELDS = 3;

/** Index in Pyodide's own, read as uint32, of where its memory begins. */
const MEMORY_OFFSET = 1;

/** Take the snapshot of an interpreter that was loaded with `_makeSnapshot`. */
export function takeSnapshot(pyodide: PyodideAPI): ArrayBuffer {
  const whole = pyodide as unknown as { readonly makeMemorySnapshot: () => Uint8Array };
  return packSnapshot(whole.makeMemorySnapshot());
}

/**
 * What to give `loadPyodide` so that it starts from a snapshot.
 * @param create makes Emscripten's module.
 * @throws Error when it is not a snapshot.
 */
export function restoring(
  packed: ArrayBuffer,
  create: CreateModule,
): Pick<PyodideConfig, "_loadSnapshot" | "createPyodideModule"> {
  const snapshot = unpackSnapshot(packed);
  return {
    // The memory is in place by then: behind the header there is nothing left for Pyodide to copy.
    _loadSnapshot: snapshot.header,
    createPyodideModule: async (settings) => {
      const module = await create(settings);
      const { growMemory, HEAPU8 } = module as unknown as {
        readonly growMemory: (bytes: number) => void;
        readonly HEAPU8: Uint8Array<ArrayBuffer>;
      };
      if (HEAPU8.length < snapshot.memoryBytes) {
        // Pyodide's own way, INITIAL_MEMORY, has no effect in 314.
        growMemory(snapshot.memoryBytes);
      }
      writeMemory(snapshot, (module as unknown as { readonly HEAPU8: typeof HEAPU8 }).HEAPU8);
      return module;
    },
  };
}

/** A snapshot, taken apart. */
export type Snapshot = {
  readonly header: Uint8Array;
  readonly memoryBytes: number;
  readonly pageNumbers: Uint32Array;
  readonly pages: Uint8Array;
};

/** Leave out the empty pages of Pyodide's own snapshot. */
export function packSnapshot(own: Uint8Array): ArrayBuffer {
  const offset = new Uint32Array(own.buffer, own.byteOffset)[MEMORY_OFFSET] ?? 0;
  const memory = own.subarray(offset);
  const pageNumbers = usedPages(memory);
  const fields = [memory.length, pageNumbers.length, offset, ...pageNumbers];
  const pagesAt = fields.length * 4;
  const headerAt = pagesAt + pageNumbers.length * PAGE_BYTES;
  const packed = new Uint8Array(headerAt + offset);
  packed.set(new Uint8Array(Uint32Array.from(fields).buffer));
  pageNumbers.forEach((page, index) => {
    const bytes = memory.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
    packed.set(bytes, pagesAt + index * PAGE_BYTES);
  });
  packed.set(own.subarray(0, offset), headerAt);
  return packed.buffer;
}

/** @throws Error when `packed` is not one that `packSnapshot` has made. */
export function unpackSnapshot(packed: ArrayBuffer): Snapshot {
  if (packed.byteLength < FIELDS * 4) {
    throw new Error("the snapshot is too short");
  }
  const [memoryBytes = 0, pageCount = 0, headerBytes = 0] = new Uint32Array(packed, 0, FIELDS);
  const pagesAt = (FIELDS + pageCount) * 4;
  const headerAt = pagesAt + pageCount * PAGE_BYTES;
  if (packed.byteLength !== headerAt + headerBytes) {
    throw new Error("the snapshot has another length than it says");
  }
  return {
    // A copy: Pyodide reads it as uint32 from its beginning, which has to be aligned.
    header: new Uint8Array(packed.slice(headerAt)),
    memoryBytes,
    pageNumbers: new Uint32Array(packed, FIELDS * 4, pageCount),
    pages: new Uint8Array(packed, pagesAt, pageCount * PAGE_BYTES),
  };
}

/** Make `memory` what it was, whatever is in there. */
export function writeMemory(
  { pageNumbers, pages }: Snapshot,
  memory: Uint8Array<ArrayBuffer>,
): void {
  // The module has filled in its constants by now. What it has written beyond must not stay; what
  // is empty already is not written to, so that the system need not find room for it.
  const words = wordsOf(memory);
  const wanted = new Set(pageNumbers);
  for (let page = 0; page * PAGE_WORDS < words.length; page++) {
    if (!wanted.has(page) && isUsed(words, page)) {
      memory.fill(0, page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
    }
  }
  pageNumbers.forEach((page, index) => {
    memory.set(pages.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES), page * PAGE_BYTES);
  });
}

/** The numbers of the pages that hold something. */
function usedPages(memory: Uint8Array): number[] {
  const words = wordsOf(memory);
  const used: number[] = [];
  for (let page = 0; page * PAGE_WORDS < words.length; page++) {
    if (isUsed(words, page)) {
      used.push(page);
    }
  }
  return used;
}

/** Four words at a time: this is done for thousands of pages while the reader waits. */
function isUsed(words: Uint32Array, page: number): boolean {
  const end = (page + 1) * PAGE_WORDS;
  for (let at = page * PAGE_WORDS; at < end; at += 4) {
    if (
      ((words[at] ?? 0) | (words[at + 1] ?? 0) | (words[at + 2] ?? 0) | (words[at + 3] ?? 0)) !==
      0
    ) {
      return true;
    }
  }
  return false;
}

function wordsOf(memory: Uint8Array): Uint32Array {
  return new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength / 4);
}
