/** The line where the reader types at a console: its keys, and nothing of what they lead to. */

import { commonStart, indentAfter } from "./indent.ts";
import type { History } from "./history.ts";

export type FieldEvents = {
  /** Enter: whether it is a whole statement, only Python knows. */
  readonly onEnter: (text: string) => void;
  /** Tab, behind this text. */
  readonly onComplete: (text: string) => void;
  readonly onInterrupt: () => void;
  /** Ctrl+D with nothing typed. */
  readonly onEnd: () => void;
};

export class ConsoleField {
  readonly element = document.createElement("textarea");
  readonly #history: History;
  readonly #events: FieldEvents;
  /** Escape was pressed last: Tab leaves the field then. */
  #leaving = false;

  constructor(history: History, events: FieldEvents) {
    this.#history = history;
    this.#events = events;
    this.element.rows = 1;
    this.element.spellcheck = false;
    this.element.autocapitalize = "off";
    this.element.setAttribute("aria-label", "Console");
    this.element.setAttribute("autocomplete", "off");
    this.element.setAttribute("autocorrect", "off");
    this.element.addEventListener("keydown", (event) => this.#press(event));
    this.element.addEventListener("input", () => this.#fit());
  }

  /** `sent` is being evaluated: what was typed behind it meanwhile stays. */
  take(sent: string): void {
    this.#history.add(sent);
    const { value } = this.element;
    this.#set(value.startsWith(sent) ? value.slice(sent.length).replace(/^\n/, "") : "");
  }

  /** `sent` goes on in a new line. */
  goOn(sent: string): void {
    const { value, selectionEnd } = this.element;
    if (value.startsWith(sent)) {
      const added = `\n${indentAfter(sent)}`;
      this.#set(sent + added + value.slice(sent.length), selectionEnd + added.length);
    }
  }

  /**
   * Put in what all `words` have in common, for the last `replaced` characters of `before`.
   * @returns whether that was more than stood there.
   */
  complete(before: string, replaced: number, words: readonly string[]): boolean {
    const { value } = this.element;
    const start = commonStart(words);
    if (!value.startsWith(before) || start.length <= replaced) {
      return false;
    }
    const kept = before.slice(0, before.length - replaced) + start;
    this.#set(kept + value.slice(before.length), kept.length);
    return true;
  }

  #press(event: KeyboardEvent): void {
    if (event.isComposing) {
      return;
    }
    const { value, selectionStart, selectionEnd } = this.element;
    const before = value.slice(0, selectionStart);
    const leaving = this.#leaving;
    this.#leaving = event.key === "Escape";
    const control = event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#events.onEnter(value);
    } else if (event.key === "Tab" && !event.shiftKey && !leaving) {
      this.#tab(event, before);
    } else if (event.key === "ArrowUp" && !event.shiftKey && !before.includes("\n")) {
      this.#recall(event, this.#history.earlier(value));
    } else if (
      event.key === "ArrowDown" &&
      !event.shiftKey &&
      !value.slice(selectionEnd).includes("\n")
    ) {
      this.#recall(event, this.#history.later(value));
    } else if (control && event.key === "c" && selectionStart === selectionEnd) {
      event.preventDefault();
      this.#events.onInterrupt();
    } else if (control && event.key === "d" && value === "") {
      event.preventDefault();
      this.#events.onEnd();
    }
  }

  /** Where there is nothing to complete, it is the key that leaves the field, or indents. */
  #tab(event: KeyboardEvent, before: string): void {
    const line = before.slice(before.lastIndexOf("\n") + 1);
    if (line.trim() !== "") {
      event.preventDefault();
      this.#events.onComplete(before);
    } else if (before.includes("\n")) {
      event.preventDefault();
      this.element.setRangeText("    ", before.length, before.length, "end");
      this.#fit();
    }
  }

  #recall(event: KeyboardEvent, input: string | null): void {
    event.preventDefault();
    if (input !== null) {
      this.#set(input);
    }
  }

  clear(): void {
    this.#set("");
  }

  #set(text: string, caret = text.length): void {
    this.element.value = text;
    this.element.setSelectionRange(caret, caret);
    this.#fit();
  }

  #fit(): void {
    this.element.rows = Math.min(12, this.element.value.split("\n").length);
  }
}
