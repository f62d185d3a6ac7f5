/** Lines that only a notebook understands: `%time`, `!pip install`, `%%bash`. */

import { linesGoingOn } from "./top-level.ts";

/** The cell magics below which Python goes on. All others have a language of their own. */
const PYTHON_BELOW = new Set(["time", "timeit", "capture", "prun", "debug"]);

const NOTE = "# only in a notebook: ";

/** @returns the code with such lines commented out, and how many they are. */
export function commentOutMagics(cell: string): { readonly code: string; readonly lines: number } {
  const lines = cell.split("\n");
  const [, magic] = /^\s*%%(\w+)/.exec(cell) ?? [];
  if (magic !== undefined && !PYTHON_BELOW.has(magic)) {
    const written = lines.filter((line) => line.trim() !== "");
    const code = lines.map((line, index) => (index === 0 ? NOTE + line : `# ${line}`.trimEnd()));
    return { code: code.join("\n"), lines: written.length };
  }
  if (!lines.some(looksLikeMagic)) {
    return { code: cell, lines: 0 };
  }
  const going = linesGoingOn(cell);
  let count = 0;
  let at = 0;
  let goesOn = false;
  const code = lines.map((line) => {
    const begins = looksLikeMagic(line) && !going.has(at);
    at += line.length + 1;
    if (!begins && !goesOn) {
      return line;
    }
    goesOn = /\\\s*$/.test(line);
    count += 1;
    return commentedOut(line);
  });
  return { code: code.join("\n"), lines: count };
}

/** `x = !ls` and `x = %timeit y`, too. */
function looksLikeMagic(line: string): boolean {
  return /^\s*(?:[%!]|[\w, ]+=\s*(?:!|%\w))/.test(line);
}

function commentedOut(line: string): string {
  const indent = indentOf(line);
  // A block must not be left empty.
  return `${indent}${indent === "" ? "" : "pass  "}${NOTE}${line.slice(indent.length)}`;
}

function indentOf(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? "";
}
