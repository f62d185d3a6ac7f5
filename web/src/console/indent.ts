/** How the next line of a statement begins. */

const STEP = "    ";

/** @param text what stands before the new line. */
export function indentAfter(text: string): string {
  const line = text.slice(text.lastIndexOf("\n") + 1);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
  const code = line.replace(/#.*$/, "").trimEnd();
  if (code.endsWith(":")) {
    return indent + STEP;
  }
  const leaves = /^\s*(return|raise|pass|break|continue)\b/.test(code);
  return leaves ? indent.slice(STEP.length) : indent;
}

/** How all `words` begin. */
export function commonStart(words: readonly string[]): string {
  const [first = "", ...others] = words;
  let length = first.length;
  for (const word of others) {
    while (!word.startsWith(first.slice(0, length))) {
      length -= 1;
    }
  }
  return first.slice(0, length);
}
