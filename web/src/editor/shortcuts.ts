/** What keys do in an editor: the table behind its keymap and behind the list under `?`. */

import {
  addCursorAbove,
  addCursorBelow,
  copyLineDown,
  copyLineUp,
  cursorMatchingBracket,
  deleteLine,
  indentLess,
  indentMore,
  indentSelection,
  moveLineDown,
  moveLineUp,
  redo,
  redoSelection,
  selectLine,
  selectParentSyntax,
  simplifySelection,
  toggleComment,
  toggleTabFocusMode,
  undo,
  undoSelection,
} from "@codemirror/commands";
import { foldAll, foldCode, unfoldAll, unfoldCode } from "@codemirror/language";
import {
  closeSearchPanel,
  findNext,
  findPrevious,
  gotoLine,
  openSearchPanel,
  selectNextOccurrence,
  selectSelectionMatches,
} from "@codemirror/search";
import type { Command, KeyBinding } from "@codemirror/view";
import type { Gesture, Shortcut, ShortcutGroup } from "../shortcuts/shortcut.ts";

/** What a key does that is not the editor's own doing. */
export type EditorActions = { readonly run: Command; readonly format: Command };

export type Bound = Shortcut & {
  readonly run: Command;
  /** Where it works, if not in the text alone. */
  readonly scope?: string;
};
export type Group = { readonly title: string; readonly entries: readonly (Bound | Gesture)[] };

const SEARCH = "editor search-panel";

export const FORMAT_KEY = "Shift-Alt-f";

function textGroups({ run, format }: EditorActions): readonly Group[] {
  return [
    {
      title: "Program",
      entries: [
        { key: "Mod-Enter", label: "Run the program", run },
        { key: FORMAT_KEY, label: "Format the file", run: format },
        { keys: "Esc, then Tab", label: "Leave the editor" },
        {
          key: "Ctrl-m",
          mac: "Shift-Alt-m",
          label: "Have Tab lead out of the editor, or indent again",
          run: toggleTabFocusMode,
        },
      ],
    },
    {
      title: "Search and replace",
      entries: [
        { key: "Mod-f", label: "Search and replace", run: openSearchPanel, scope: SEARCH },
        { key: "F3", label: "Next match", run: findNext, scope: SEARCH },
        { key: "Shift-F3", label: "Match before", run: findPrevious, scope: SEARCH },
        { key: "Mod-g", label: "Next match", run: findNext, scope: SEARCH },
        { key: "Mod-Shift-g", label: "Match before", run: findPrevious, scope: SEARCH },
        { key: "Escape", label: "Close the search", run: closeSearchPanel, scope: SEARCH },
        { key: "Mod-Alt-g", label: "Go to a line", run: gotoLine },
      ],
    },
    {
      title: "Several cursors",
      entries: [
        { key: "Mod-d", label: "Select the next occurrence, too", run: selectNextOccurrence },
        { key: "Mod-Shift-l", label: "Select all occurrences", run: selectSelectionMatches },
        { key: "Mod-Alt-ArrowUp", label: "Another cursor above", run: addCursorAbove },
        { key: "Mod-Alt-ArrowDown", label: "Another cursor below", run: addCursorBelow },
        { keys: "Ctrl+click", macKeys: "⌘ click", label: "Another cursor there" },
        { keys: "Alt+drag", macKeys: "⌥ drag", label: "Select a rectangle" },
        { key: "Escape", label: "Back to one cursor", run: simplifySelection },
      ],
    },
    {
      title: "Lines",
      entries: [
        { key: "Mod-/", label: "Make comments of lines, or code again", run: toggleComment },
        { key: "Tab", label: "Indent", run: indentMore },
        { key: "Shift-Tab", label: "Indent less", run: indentLess },
        { key: "Mod-]", label: "Indent", run: indentMore },
        { key: "Mod-[", label: "Indent less", run: indentLess },
        { key: "Mod-Alt-\\", label: "Indent as the code wants it", run: indentSelection },
        { key: "Alt-ArrowUp", label: "Move lines up", run: moveLineUp },
        { key: "Alt-ArrowDown", label: "Move lines down", run: moveLineDown },
        { key: "Shift-Alt-ArrowUp", label: "Copy lines up", run: copyLineUp },
        { key: "Shift-Alt-ArrowDown", label: "Copy lines down", run: copyLineDown },
        { key: "Shift-Mod-k", label: "Delete lines", run: deleteLine },
        { key: "Alt-l", mac: "Ctrl-l", label: "Select the line", run: selectLine },
        { key: "Mod-i", label: "Select what surrounds it", run: selectParentSyntax },
        { key: "Shift-Mod-\\", label: "Go to the matching bracket", run: cursorMatchingBracket },
      ],
    },
    {
      title: "Folding",
      entries: [
        { key: "Ctrl-Shift-[", mac: "Cmd-Alt-[", label: "Fold", run: foldCode },
        { key: "Ctrl-Shift-]", mac: "Cmd-Alt-]", label: "Unfold", run: unfoldCode },
        { key: "Ctrl-Alt-[", label: "Fold everything", run: foldAll },
        { key: "Ctrl-Alt-]", label: "Unfold everything", run: unfoldAll },
      ],
    },
    {
      title: "Undo",
      entries: [
        { key: "Mod-z", label: "Undo", run: undo },
        { key: "Mod-Shift-z", label: "Redo", run: redo },
        { key: "Mod-y", label: "Redo", run: redo },
        { key: "Mod-u", label: "Back to the selection before", run: undoSelection },
        { key: "Alt-u", mac: "Mod-Shift-u", label: "Forward again", run: redoSelection },
      ],
    },
  ];
}

/** Bindings for the text; those of what helps with writing are in help/shortcuts.ts. */
export function textKeymap(actions: EditorActions): readonly KeyBinding[] {
  return textGroups(actions).flatMap(bindings);
}

/** What CodeMirror makes of them. */
export function bindings({ entries }: Group): KeyBinding[] {
  return entries
    .filter((entry) => "run" in entry)
    .map(({ key, mac, run, scope }) => ({
      key,
      run,
      // Some of them mean something else to the browser, even where there is nothing to do here.
      preventDefault: /Mod|F\d/.test(key),
      ...(mac === undefined ? {} : { mac }),
      ...(scope === undefined ? {} : { scope }),
    }));
}

/** For the list. */
export function editorShortcuts(): readonly ShortcutGroup[] {
  const nothing = () => false;
  return textGroups({ run: nothing, format: nothing });
}
