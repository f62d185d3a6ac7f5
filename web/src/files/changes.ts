/** Changes of whole files, each of which can be taken back. */

import { type Files, MAIN } from "../document/document.ts";
import type { Deed, Pane } from "../pane/pane.ts";
import { toast } from "../toast/toasts.ts";

/**
 * Give a pane other files, and the reader a way back.
 * @param deed what they do: what stood there is kept as a version.
 * @param message says what has happened.
 * @param shown the file to see then.
 */
export function changeFiles(
  pane: Pane,
  deed: Deed,
  files: Files,
  message: string,
  shown?: string,
): void {
  const { editor, original } = pane;
  pane.announce(deed);
  const before = editor.files;
  const shownBefore = editor.shown;
  // The real internet was allowed for what stood there.
  pane.network.shutIn();
  editor.load(files);
  // As the editor has it: ends of lines are one character there.
  const after = editor.files;
  if (shown !== undefined) {
    editor.show(shown);
  }
  toast(message, {
    undo: () => {
      if (pane.original !== original) {
        return; // another program stands there by now: this one is kept, with its versions
      }
      pane.announce("open");
      pane.network.shutIn();
      editor.load(withoutChange(editor.files, before, after));
      editor.show(shownBefore);
    },
  });
}

/** Take a file away; Undo brings it back to its place. */
export function deleteFile(pane: Pane, name: string): void {
  const rest = Object.entries(pane.editor.files).filter(([one]) => one !== name);
  changeFiles(pane, "open", Object.fromEntries(rest), `${name} is deleted`);
}

export const MAIN_STAYS = `${MAIN} is the program itself: it keeps its name, and can’t be deleted.`;

/**
 * What there is now, without what a change from `before` to `after` has done: later edits of other
 * files stay, and so does a file that came with the change and was worked on since.
 */
export function withoutChange(now: Files, before: Files, after: Files): Files {
  const has = (files: Files, name: string) => Object.hasOwn(files, name);
  const changed = (name: string) =>
    has(before, name) !== has(after, name) || before[name] !== after[name];
  const result = new Map<string, string>();
  for (const [name, text] of Object.entries(before)) {
    if (changed(name)) {
      result.set(name, text);
    } else if (has(now, name)) {
      result.set(name, now[name] ?? "");
    }
  }
  for (const [name, text] of Object.entries(now)) {
    if (!has(before, name) && (!has(after, name) || after[name] !== text)) {
      result.set(name, text);
    }
  }
  return Object.fromEntries(result);
}
