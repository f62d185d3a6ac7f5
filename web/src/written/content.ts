/** The bytes of a file that a program has written. They are a stranger's: text at best. */

import { assertNever } from "../lib/assert.ts";
import type { WrittenFile } from "../protocol.ts";

/** More is not shown; the download has it. */
export const MAX_SHOWN_BYTES = 200_000;

export type Content =
  | { readonly kind: "text"; readonly text: string; readonly cut: boolean }
  | { readonly kind: "binary" }
  | { readonly kind: "too large" };

/** Null if there are none, or what came is no base64. */
export function bytesOf({ content }: WrittenFile): Uint8Array<ArrayBuffer> | null {
  try {
    return content === null ? null : Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  } catch {
    return null;
  }
}

export function readContent(bytes: Uint8Array | null): Content {
  if (bytes === null) {
    return { kind: "too large" };
  }
  const cut = bytes.length > MAX_SHOWN_BYTES;
  try {
    // As a stream: the cut may go through a character.
    const decoder = new TextDecoder("utf-8", { fatal: true });
    const text = decoder.decode(bytes.subarray(0, MAX_SHOWN_BYTES), { stream: cut });
    return text.includes("\0") ? { kind: "binary" } : { kind: "text", text, cut };
  } catch {
    return { kind: "binary" };
  }
}

/** What stands above the text, or in its place. */
export function describeContent(content: Content): string {
  switch (content.kind) {
    case "text":
      return content.cut
        ? `The first ${MAX_SHOWN_BYTES / 1_000} kB; the download has all of it.`
        : "";
    case "binary":
      return "This file is not text. Download it to look at it.";
    case "too large":
      return "This file is too large to be shown here: of a program's files 1 MB each, and 5 MB in all, are kept.";
    default:
      return assertNever(content);
  }
}

export function formatBytes(size: number): string {
  if (size < 1_000) {
    return size === 1 ? "1 byte" : `${size} bytes`;
  }
  return size < 1_000_000
    ? `${(size / 1_000).toFixed(1)} kB`
    : `${(size / 1_000_000).toFixed(1)} MB`;
}
