/** How large the reader wants text and code to be. */

import { readStored, writeStored } from "../lib/storage.ts";

/** In percent of what the browser gives. */
export const SIZES = ["85", "100", "115", "130", "150"] as const;
export type Size = (typeof SIZES)[number];

/** What can be sized; each has a custom property of that name. */
export const SIZED = ["text-size", "code-size"] as const;
export type Sized = (typeof SIZED)[number];

export function readSize(what: Sized): Size {
  return sizeOf(readStored(what));
}

/** The size of that name; the browser's where there is none. */
export function sizeOf(name: string | null): Size {
  return SIZES.find((size) => size === name) ?? "100";
}

export function showSize(what: Sized, size: Size): void {
  document.documentElement.style.setProperty(`--chosen-${what}`, String(Number(size) / 100));
}

export function chooseSize(what: Sized, size: Size): void {
  showSize(what, size);
  writeStored(what, size);
}
