/** What is in an xz file, where its size is known. */

import * as xz from "xz-decompress";

/** Node finds no names in a module of its kind, and gives all of it as its default. */
const { XzReadableStream } = (xz as { readonly default?: typeof xz }).default ?? xz;

/**
 * @param bytes the size of what is in it: no more is ever unpacked.
 * @throws Error when it is something else.
 */
export async function unxz(packed: ArrayBuffer, bytes: number): Promise<ArrayBuffer> {
  const unpacked = new Uint8Array(bytes);
  let filled = 0;
  const reader = new XzReadableStream(new Blob([packed]).stream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (filled + part.value.length > bytes) {
      throw new Error("there is more in it than there should be");
    }
    unpacked.set(part.value, filled);
    filled += part.value.length;
  }
  if (filled < bytes) {
    throw new Error("there is less in it than there should be");
  }
  return unpacked.buffer;
}
