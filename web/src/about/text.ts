/** The same as plain text, for a bug report. */

import { type Facts, SECTIONS } from "./facts.ts";
import { formatBytes, formatFiles } from "./format.ts";
import type { StoredRow } from "./stored.ts";

/** @param stored null where the browser does not tell. */
export function reportText(facts: Facts, stored: readonly StoredRow[] | null): string {
  const lines = SECTIONS.flatMap((title) => [
    title,
    ...facts[title].map(({ name, value }) => `  ${name}: ${oneLine(value)}`),
    "",
  ]);
  const rows =
    stored === null
      ? ["  not told by this browser"]
      : stored.map(
          ({ name, files, bytes }) => `  ${name}: ${formatFiles(files)}, ${formatBytes(bytes)}`,
        );
  return ["Asyncarium", "", ...lines, "Stored", ...rows, ""].join("\n");
}

/** An error's message may have several lines. */
function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " | ");
}
