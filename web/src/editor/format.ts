/** Formats a file on demand: the smallest change that does it, so that the cursor stays. */

import { diffLines } from "diff";
import type { EditorView } from "@codemirror/view";
import type { Assistance } from "./assistance.ts";

/**
 * Undo brings the old text back.
 * @returns what has happened, for the reader.
 */
export async function formatFile(
  view: EditorView,
  name: string,
  { linter }: Assistance,
): Promise<string> {
  if (!name.endsWith(".py")) {
    return `${name} is not Python: there is nothing to format`;
  }
  const { doc } = view.state;
  const result = await linter.format(doc.toString());
  if (result.kind === "refused") {
    return `Not formatted: ${inWords(result.reason)}`;
  }
  if (!view.state.doc.eq(doc)) {
    return "Not formatted: the text has been changed meanwhile";
  }
  const changes = changesTo(doc.toString(), result.text);
  if (changes.length === 0) {
    return "Nothing to format";
  }
  view.dispatch({ changes, userEvent: "input.format" });
  return "Formatted";
}

type Change = { readonly from: number; readonly to: number; readonly insert: string };

/** Line by line: what stays is not touched, and keeps cursor, folds and marks. */
export function changesTo(old: string, text: string): Change[] {
  const changes: Change[] = [];
  let at = 0;
  for (const { value, added, removed } of diffLines(old, text)) {
    if (added) {
      changes.push({ from: at, to: at, insert: value });
    } else {
      if (removed) {
        changes.push({ from: at, to: at + value.length, insert: "" });
      }
      at += value.length;
    }
  }
  return changes;
}

/** Ruff tells the place in bytes, which nobody counts. */
function inWords(reason: string): string {
  const text = reason.replace(/ at byte range \d+\.\.\d+/, "");
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}. Mend that first.`;
}
