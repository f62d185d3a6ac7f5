/** Hands the reader a file. */

/** How long the browser may take to ask where to, in milliseconds. */
const ADDRESS_LASTS = 60_000;

/**
 * @param name as it is to be called; the browser makes it one that is free.
 * @param type by default one that no browser shows by itself.
 */
export function download(name: string, content: BlobPart, type = "application/octet-stream"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), ADDRESS_LASTS);
}
