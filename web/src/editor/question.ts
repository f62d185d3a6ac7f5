/** What the editor asks the language interpreter. */

import type { Text } from "@codemirror/state";
import type { Files } from "../document/document.ts";
import type { Question } from "../protocol.ts";

/** What the editor shows: all files of its pane, and which one is edited. */
export type Surroundings = { readonly files: Files; readonly shown: string };

export function questionAt(
  about: Question["about"],
  doc: Text,
  position: number,
  { files, shown }: Surroundings,
  name = "",
): Question {
  const line = doc.lineAt(position);
  // Python counts characters where JavaScript counts half ones.
  const column = [...line.text.slice(0, position - line.from)].length;
  const all = { ...files, [shown]: doc.toString() };
  return { about, files: all, file: shown, line: line.number, column, name };
}
