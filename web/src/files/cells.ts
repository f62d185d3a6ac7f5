/**
 * A program as the cells of a notebook: what stands between two lines `# %%`.
 *
 * A marker with words behind it (`# %% First, the client`) stays in its cell, so that joining brings
 * back every character.
 */

import { linesInStrings } from "./top-level.ts";

const MARKER = /^# ?%%/;
const BARE = "# %%";

/** A marker inside a string is text. */
export function splitCells(code: string): string[] {
  const parts: string[][] = [[]];
  const inStrings = linesInStrings(code);
  let at = 0;
  for (const line of code.split("\n")) {
    if (at > 0 && MARKER.test(line) && !inStrings.has(at)) {
      parts.push([]);
    }
    parts.at(-1)?.push(line);
    at += line.length + 1;
  }
  return parts.map((lines, index) =>
    // Without a line below it, a bare marker would leave nothing to tell it from an empty line.
    (index > 0 && lines[0] === BARE && lines.length > 1 ? lines.slice(1) : lines).join("\n"),
  );
}

export function joinCells(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index === 0 || MARKER.test(cell) ? cell : `${BARE}\n${cell}`))
    .join("\n");
}
