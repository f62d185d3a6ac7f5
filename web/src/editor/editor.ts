/** The code editor of a pane: CodeMirror with what writing Python needs, and a mark for the failing line. */

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { errorLine, markErrorLine } from "./error-line.ts";
import { editorTheme, highlightStyle } from "./theme.ts";

export type EditorOptions = {
  readonly text: string;
  /** Ctrl+Enter or Cmd+Enter. */
  readonly onRun: () => void;
  readonly onEdit: () => void;
};

export class Editor {
  readonly #view: EditorView;
  constructor(parent: HTMLElement, options: EditorOptions) {
    const state = EditorState.create({ doc: options.text, extensions: extensions(options) });
    this.#view = new EditorView({ parent, state });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Replace the text; undo brings the old one back. */
  set text(text: string) {
    const { length } = this.#view.state.doc;
    this.#view.dispatch({ changes: { from: 0, to: length, insert: text } });
  }

  /** Mark the line that failed (from 1), until the next edit; null removes the mark. */
  markError(line: number | null): void {
    this.#view.dispatch({ effects: markErrorLine.of(line) });
  }
}

function extensions(options: EditorOptions): Extension {
  const run = () => {
    options.onRun();
    return true;
  };
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("    "),
    EditorState.tabSize.of(4),
    bracketMatching(),
    closeBrackets(),
    python(),
    syntaxHighlighting(highlightStyle),
    editorTheme,
    errorLine,
    keymap.of([
      { key: "Mod-Enter", run },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      // Escape, then Tab, leaves the editor: CodeMirror's own way out of the trap.
      indentWithTab,
    ]),
    EditorView.contentAttributes.of({ "aria-label": "Code", spellcheck: "false" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) {
        options.onEdit();
      }
    }),
  ];
}
