/** The code editor of a pane: one CodeMirror view, and a state of its own, with its undo, for each file. */

import { historyField, isolateHistory } from "@codemirror/commands";
import {
  type ChangeSpec,
  EditorState,
  type Extension,
  Transaction,
  type TransactionSpec,
} from "@codemirror/state";
import { type Command, EditorView } from "@codemirror/view";
import { type Files, MAIN } from "../document/document.ts";
import { earlyKeys } from "./early-keys.ts";
import { markErrorLine } from "./error-line.ts";
import { extensions, helpSlot } from "./extensions.ts";
import type { Help } from "./help.ts";
import { replaced, tellReplacements } from "./replacements.ts";

export type EditorOptions = {
  readonly files: Files;
  /** Ctrl+Enter or Cmd+Enter. */
  readonly onRun: () => void;
  /** The text of a file has changed, or which files there are. */
  readonly onEdit: () => void;
  /** Tell the reader what has happened. */
  readonly say: (text: string) => void;
  /** Asked for when somebody comes to write; null where it can't be had. */
  readonly help: () => Promise<Help | null>;
  /** Another text has come in the place of the reader's: by the page, or by undo or redo of that. */
  readonly onReplaced: () => void;
  /** Another file is seen. */
  readonly onShow: () => void;
};

/** A line, from 1, of a file. */
export type Place = { readonly file: string; readonly line: number };

export class Editor {
  readonly #view: EditorView;
  readonly #options: EditorOptions;
  /** In the order of their tabs. That of the shown file is the view's, and out of date here. */
  readonly #states = new Map<string, EditorState>();
  #shown = MAIN;
  #help: Help | null = null;

  constructor(parent: HTMLElement, options: EditorOptions) {
    this.#options = options;
    for (const [name, text] of Object.entries(options.files)) {
      this.#states.set(name, this.#create(name, text));
    }
    this.#view = new EditorView({ parent, state: this.#state(MAIN) });
    this.#view.contentDOM.addEventListener("focus", () => void this.#getHelp());
  }

  /** All files, as they are now. */
  get files(): Files {
    return Object.fromEntries(this.names.map((name) => [name, this.#current(name).doc.toString()]));
  }

  get names(): readonly string[] {
    return [...this.#states.keys()];
  }

  /** The name of the file that is seen. */
  get shown(): string {
    return this.#shown;
  }

  /** The CodeMirror view, for what decorates the shown text. */
  get view(): EditorView {
    return this.#view;
  }

  /** See a file. */
  show(name: string): void {
    if (name !== this.#shown && this.#states.has(name)) {
      this.#see(name);
      this.#options.onShow();
    }
  }

  /**
   * Replace all files; undo brings the old text of those that stay back.
   * @param undoable unless this is what has stood there all along, as the reader sees it.
   */
  load(files: Files, undoable = true): void {
    for (const name of this.names.filter((name) => !Object.hasOwn(files, name))) {
      this.#remove(name);
    }
    for (const [name, text] of Object.entries(files)) {
      this.#write(name, text, undoable);
    }
    this.#order([...new Set([...Object.keys(files), ...this.names])]);
    this.#options.onEdit();
  }

  /** Begin anew with other files: nothing of the old ones can be undone. */
  restart(files: Files): void {
    this.#states.clear();
    for (const [name, text] of Object.entries(files)) {
      this.#states.set(name, this.#create(name, text));
    }
    this.#shown = MAIN;
    this.#view.setState(this.#state(MAIN));
    this.#options.onEdit();
  }

  /** Replace the text of a file, where undo brings the old one back, or add the file. */
  write(name: string, text: string): void {
    this.#write(name, text);
    this.#options.onEdit();
  }

  /** Take a file away; that of the program itself stays. */
  remove(name: string): void {
    this.#remove(name);
    this.#options.onEdit();
  }

  /** Give a file another name; one that is taken is not given. */
  rename(name: string, to: string): void {
    if (name === MAIN || this.#states.has(to) || !this.#states.has(name)) {
      return;
    }
    const states = this.names.map((one): [string, EditorState] =>
      one === name ? [to, this.#renamed(name, to)] : [one, this.#current(one)],
    );
    this.#states.clear();
    for (const [one, state] of states) {
      this.#states.set(one, state);
    }
    if (this.#shown === name) {
      this.#shown = to;
      this.#view.setState(this.#state(to));
    }
    this.#options.onEdit();
  }

  /** Take the focus, with the text between two positions selected. */
  focus(anchor: number, head: number): void {
    this.#view.focus();
    this.#view.dispatch({ selection: { anchor, head } });
  }

  /** See a line (from 1) of a file, with the cursor in it. */
  goTo(name: string, line: number): void {
    this.show(name);
    const { doc } = this.#view.state;
    if (line >= 1 && line <= doc.lines) {
      this.#view.dispatch({ selection: { anchor: doc.line(line).from }, scrollIntoView: true });
    }
    this.#view.focus();
  }

  /** Mark the line that failed, until its file is edited; null removes the mark. */
  markError(place: Place | null): void {
    for (const name of this.names) {
      this.#dispatch(name, {
        effects: markErrorLine.of(place?.file === name ? place.line : null),
      });
    }
  }

  /** Format the file that is seen; says how that went. */
  async format(): Promise<void> {
    this.#options.say("Formatting");
    const help = await this.#getHelp();
    if (help === null) {
      this.#options.say("Not formatted: what does it could not be loaded");
    } else {
      this.#options.say(await help.format(this.#view, this.#shown));
    }
  }

  async #getHelp(): Promise<Help | null> {
    if (this.#help === null) {
      const help = await this.#options.help();
      // It may have come for another call meanwhile.
      if (this.#help === null && help !== null) {
        this.#help = help;
        for (const name of this.names) {
          this.#dispatch(name, { effects: helpSlot.reconfigure(this.#helpExtension(name)) });
        }
      }
    }
    return this.#help;
  }

  #write(name: string, text: string, undoable = true): void {
    if (!this.#states.has(name)) {
      this.#states.set(name, this.#create(name, text));
      return;
    }
    const changes = changeInto(this.#current(name).doc.toString(), text);
    if (changes === null) {
      return; // the cursor, and the mark of an error, stay
    }
    // Else undo takes what was typed in the half second before away with it.
    const annotations = [Transaction.addToHistory.of(undoable), isolateHistory.of("full")];
    this.#dispatch(name, { changes, annotations, effects: replaced.of(null) });
  }

  #dispatch(name: string, transaction: TransactionSpec): void {
    if (name === this.#shown) {
      this.#view.dispatch(transaction);
    } else {
      this.#states.set(name, this.#state(name).update(transaction).state);
    }
  }

  #remove(name: string): void {
    if (name !== MAIN) {
      if (name === this.#shown) {
        this.#see(MAIN);
      }
      this.#states.delete(name);
    }
  }

  #see(name: string): void {
    this.#states.set(this.#shown, this.#view.state);
    this.#shown = name;
    this.#view.setState(this.#state(name));
  }

  #order(names: readonly string[]): void {
    for (const name of names) {
      const state = this.#state(name);
      this.#states.delete(name);
      this.#states.set(name, state);
    }
  }

  /** With the undo that it had: only what its name says of its language may be different. */
  #renamed(name: string, to: string): EditorState {
    const fields = { history: historyField };
    const json: unknown = this.#current(name).toJSON(fields);
    return EditorState.fromJSON(json, { extensions: this.#extensions(to) }, fields);
  }

  #create(name: string, text: string): EditorState {
    return EditorState.create({ doc: text, extensions: this.#extensions(name) });
  }

  #extensions(name: string): Extension {
    const { onRun, onEdit } = this.#options;
    const command =
      (act: () => unknown): Command =>
      () => {
        void act();
        return true;
      };
    const actions = { run: command(onRun), format: command(() => this.format()) };
    return [
      extensions(name, { actions, onEdit, help: this.#helpExtension(name) }),
      tellReplacements(this.#options.onReplaced),
    ];
  }

  #helpExtension(name: string): Extension {
    const surroundings = () => ({ files: this.files, shown: this.#shown });
    return this.#help?.extension(name, surroundings) ?? earlyKeys(() => this.#getHelp());
  }

  #current(name: string): EditorState {
    return name === this.#shown ? this.#view.state : this.#state(name);
  }

  /** @throws Error when there is no such file. */
  #state(name: string): EditorState {
    const state = this.#states.get(name);
    if (state === undefined) {
      throw new Error(`the editor has no file ${name}`);
    }
    return state;
  }
}

/** What differs alone: the cursor stays where it is in the rest. Null where nothing does. */
function changeInto(old: string, text: string): ChangeSpec | null {
  // The editor's own ends of lines, or each would differ.
  const insert = text.replace(/\r\n?/g, "\n");
  if (old === insert) {
    return null;
  }
  const most = Math.min(old.length, insert.length);
  let start = 0;
  while (start < most && old[start] === insert[start]) {
    start += 1;
  }
  let end = 0;
  while (end < most - start && old[old.length - 1 - end] === insert[insert.length - 1 - end]) {
    end += 1;
  }
  return { from: start, to: old.length - end, insert: insert.slice(start, insert.length - end) };
}
