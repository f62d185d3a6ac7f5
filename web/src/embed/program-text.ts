/** The program that stands in an element of somebody's page, or in its link. */

import { unpack } from "../links/pack.ts";

/**
 * The text of a program as it was written: templates indent what they put in, and begin it in a
 * line of its own.
 */
export function programText(text: string): string {
  const lines = text
    .replaceAll("\r\n", "\n")
    .replace(/^[ \t]*\n/, "")
    .trimEnd()
    .split("\n");
  const indents = lines
    .filter((line) => line.trim() !== "")
    .map((line) => /^[ \t]*/.exec(line)?.[0] ?? "");
  const common = indents.reduce((one, other) => sharedStart(one, other), indents[0] ?? "");
  return lines.map((line) => (line.startsWith(common) ? line.slice(common.length) : "")).join("\n");
}

function sharedStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) {
    length += 1;
  }
  return one.slice(0, length);
}

/** What can be read of a link's program without knowing more of it: main.py. Null if nothing. */
export async function mainOf(hash: string): Promise<string | null> {
  try {
    const program = Object(await unpack(hash));
    const text: unknown = Object(program.files)["main.py"];
    return typeof text === "string" ? text : null;
  } catch {
    return null; // the pane itself says what is wrong with it
  }
}
