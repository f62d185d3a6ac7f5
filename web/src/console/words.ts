/** What a console says of itself. */

import { assertNever } from "../lib/assert.ts";
import type { LeftForConsole } from "../protocol.ts";
import type { ConsoleEnd } from "../runtime/console.ts";

export const HELP = [
  "Enter evaluates; Shift+Enter begins a new line.",
  "Up and Down bring back what you typed.",
  "Tab completes; Escape, then Tab, leaves the console.",
  "Ctrl+C interrupts. exit(), or Ctrl+D in an empty line, closes it.",
  "A line with await runs on the console's own event loop; asyncio.run(main()) works, too.",
  "To start a task: task = asyncio.create_task(work()); await asyncio.sleep(0).",
];

/** @param suspends whether the browser lets tasks go on between two inputs. */
export function describeLeft({ gone, moreGone }: LeftForConsole, suspends: boolean): string {
  const names = [...gone, ...(moreGone === 0 ? [] : [`${moreGone} more`])];
  const sentences = ["Python is still here, with what the program left."];
  if (names.length > 0) {
    sentences.push(`Gone with the program: ${names.join(", ")}.`);
  }
  if (!suspends) {
    sentences.push("In this browser tasks move only while a line is evaluated.");
  }
  return sentences.join(" ");
}

/** Null where nothing is to be said. */
export function describeConsoleEnd(end: ConsoleEnd): string | null {
  switch (end) {
    case "exited":
      return "This console is closed.";
    case "another program":
      return "This console ended: another program runs.";
    case "elsewhere":
      return "No console here: the one of another program is in use.";
    case "resting":
      return "This console ended: the tab was hidden, and gave its memory back. Run the program again to have another.";
    case "killed":
      return "This console ended: it did not stop when asked, so its Python was ended.";
    case "flood":
      return "This console ended: it sent this page more messages than a program can need.";
    case "left":
      return null;
    default:
      return assertNever(end);
  }
}
