/** What CodeMirror needs to be an editor of Python. */

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { history, standardKeymap } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { highlightSelectionMatches, search } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  EditorView,
  crosshairCursor,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import { errorLine } from "./error-line.ts";
import { type EditorActions, textKeymap } from "./shortcuts.ts";
import { editorTheme, highlightStyle } from "./theme.ts";

export type ExtensionOptions = {
  readonly actions: EditorActions;
  readonly onEdit: () => void;
  /** What helps with writing Python, if it is there by now. */
  readonly help: Extension;
};

/** Where the help goes that comes later. */
export const helpSlot = new Compartment();

/** @param name of the file: what is not Python is plain text. */
export function extensions(name: string, { actions, onEdit, help }: ExtensionOptions): Extension {
  return [
    name.endsWith(".py") ? python() : [],
    helpSlot.of(help),
    lineNumbers(),
    foldGutter({ markerDOM: foldMarker }),
    codeFolding(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    history(),
    drawSelection(),
    EditorState.allowMultipleSelections.of(true),
    rectangularSelection(),
    crosshairCursor(),
    indentOnInput(),
    indentUnit.of("    "),
    EditorState.tabSize.of(4),
    bracketMatching(),
    closeBrackets(),
    search({ top: true }),
    syntaxHighlighting(highlightStyle),
    editorTheme,
    errorLine,
    // Escape, then Tab, leaves the editor: CodeMirror's own way out of the trap.
    keymap.of([...closeBracketsKeymap, ...textKeymap(actions), ...standardKeymap]),
    // It can be focused by itself, but not every checker of accessibility knows.
    EditorView.contentAttributes.of({ "aria-label": "Code", spellcheck: "false", tabindex: "0" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) {
        onEdit();
      }
    }),
  ];
}

function foldMarker(open: boolean): HTMLElement {
  const marker = document.createElement("span");
  marker.textContent = open ? "⌄" : "›";
  marker.title = open ? "Fold" : "Unfold";
  return marker;
}
