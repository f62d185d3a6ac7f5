/** How much a program may hold, and how the page says so. */

import { type Files, MOST_FILES } from "../document/document.ts";

/** Of text, in all files together: what a link may hold, too. */
export const MOST_BYTES = 1_048_576;

/** Something that can't be opened; the message is for the reader. */
export class OpeningError extends Error {
  override readonly name = "OpeningError";
}

/** @throws OpeningError when they are too many, or too large. */
export function checkLimits(files: Files): void {
  const texts = Object.values(files);
  if (texts.length > MOST_FILES) {
    throw new OpeningError(
      `A program can have ${MOST_FILES} files here; with these it would have ${texts.length.toLocaleString("en")}.`,
    );
  }
  const bytes = texts.reduce((sum, text) => sum + utf8Length(text), 0);
  if (bytes > MOST_BYTES) {
    throw new OpeningError(
      `All files of a program together may have 1 MiB; with these they would have ${mebibytes(bytes)}.`,
    );
  }
}

/**
 * The text in bytes from elsewhere; without the mark that some editors put before it.
 * @throws OpeningError when they are no text.
 */
export function decodeText(name: string, bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new OpeningError(
      `${name} is no text in UTF-8. Only text can be opened here: save it as UTF-8, if it is one.`,
    );
  }
  if (text.includes("\0")) {
    throw new OpeningError(
      `${name} is no text: it holds zero bytes. Only text can be opened here.`,
    );
  }
  return text;
}

/** Rounded up: what is too large must not look as if it were not. */
export function mebibytes(bytes: number): string {
  return `${(Math.ceil((bytes / 1_048_576) * 10) / 10).toLocaleString("en")} MiB`;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
