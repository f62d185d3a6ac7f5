/** The console of a pane, below its output: a prompt over what the program left. */

import { inputPrompt } from "../output/prompt.ts";
import type { OutputView } from "../output/view.ts";
import type { NetworkExchange } from "../protocol.ts";
import type { ConsoleEnd, ConsoleSession, Written } from "../runtime/console.ts";
import { ConsoleField } from "./field.ts";
import { History } from "./history.ts";
import { HELP, describeConsoleEnd, describeLeft } from "./words.ts";

const MAX_SHOWN_WORDS = 40;

export type PanelEvents = {
  /** It has begun or ended to do something that Stop is for. */
  readonly onChange: () => void;
  readonly onFiles: (written: Written) => void;
  readonly onExchanges: (exchanges: readonly NetworkExchange[]) => void;
};

export class ConsolePanel {
  readonly element = document.createElement("div");
  readonly #output: OutputView;
  readonly #events: PanelEvents;
  readonly #history = new History();
  readonly #field: ConsoleField;
  readonly #note = document.createElement("p");
  readonly #row = document.createElement("div");
  readonly #words = document.createElement("p");
  readonly #help = document.createElement("details");
  #session: ConsoleSession | null = null;
  /** What has been sent, and no answer to it come yet. */
  #sent = "";
  /** Enter was pressed meanwhile: what stands in the field is next. */
  #isNext = false;
  #prompt: HTMLFormElement | null = null;

  constructor(output: OutputView, events: PanelEvents) {
    this.#output = output;
    this.#events = events;
    this.#field = new ConsoleField(this.#history, {
      onEnter: (text) => this.#ask("evaluate", text),
      onComplete: (text) => this.#ask("complete", text),
      onInterrupt: () => this.#interrupt(),
      onEnd: () => this.#session?.close("exited"),
    });
    this.element.className = "console";
    this.element.hidden = true;
    this.#note.className = "console-note";
    this.#note.setAttribute("aria-live", "polite");
    this.#words.className = "console-words";
    this.#words.setAttribute("aria-live", "polite");
    this.#row.className = "console-row";
    const sign = document.createElement("span");
    sign.textContent = ">>>";
    sign.ariaHidden = "true";
    this.#row.append(sign, this.#field.element);
    this.#row.addEventListener("click", () => this.#field.element.focus());
    this.#help.className = "console-help";
    const summary = document.createElement("summary");
    summary.textContent = "Keys and rules of the console";
    const list = document.createElement("ul");
    list.append(...HELP.map(listItem));
    this.#help.append(summary, list);
    this.element.append(this.#row, this.#words, this.#note, this.#help);
  }

  /** Whether Stop is for it now. */
  get busy(): boolean {
    return this.#session?.busy ?? false;
  }

  open(session: ConsoleSession): void {
    this.#session = session;
    this.#history.reload();
    this.#output.beginConsole();
    this.#field.clear();
    this.#note.textContent = describeLeft(session.left, session.suspends);
    this.#words.textContent = "";
    this.#row.hidden = this.#help.hidden = false;
    this.element.hidden = false;
    session.attach({
      onOutput: (records, dropped, shown) => this.#output.append(records, dropped, shown),
      onInputRequested: () => this.#askForInput(),
      onIncomplete: () => {
        this.#field.goOn(this.#sent);
        this.#changed();
      },
      onStarted: () => {
        this.#output.addTyped(`>>> ${this.#sent.replaceAll("\n", "\n... ")}`);
        this.#field.take(this.#sent);
      },
      onEvaluated: () => {
        this.#removePrompt();
        this.#changed();
      },
      onCompletions: ({ replaced, words }) => {
        const more = this.#field.complete(this.#sent, replaced, words);
        this.#words.textContent = more || words.length < 2 ? "" : shorten(words);
        this.#changed();
      },
      onFiles: this.#events.onFiles,
      onExchanges: this.#events.onExchanges,
      onClosed: (end) => this.#closed(end),
    });
  }

  /** The reader is at the console of another program: there is none for this one. */
  refuse(): void {
    this.#closed("elsewhere");
  }

  /** Ctrl-C first; pressed again, or not obeyed, the end. */
  stop(): void {
    this.#session?.stop();
  }

  /** Another program is to be shown: nothing is left of this one. */
  close(): void {
    this.#session?.close("left");
    this.element.hidden = true;
  }

  /** The output has been cleared: what waits for an answer in it must not be lost. */
  showPrompt(): void {
    if (this.#prompt !== null) {
      this.#output.appendWidget(this.#prompt);
    }
  }

  #ask(what: "evaluate" | "complete", text: string): void {
    const session = this.#session;
    if (session === null) {
      return;
    }
    if (session.busy) {
      this.#isNext = what === "evaluate";
      return;
    }
    this.#words.textContent = "";
    this.#sent = text;
    session[what](text);
    this.#changed();
  }

  #interrupt(): void {
    this.#isNext = false;
    if (this.busy) {
      this.stop();
    } else {
      this.#field.clear();
    }
  }

  #askForInput(): void {
    if (this.#prompt !== null) {
      return; // a Ctrl-C that it outlived made it ask again
    }
    const prompt = inputPrompt((line) => {
      this.#prompt = null;
      this.#output.addTyped(line ?? "(end of input)");
      this.#session?.input(line);
      this.#field.element.focus();
    });
    this.#prompt = prompt;
    void this.#showNewPrompt(prompt);
  }

  async #showNewPrompt(prompt: HTMLFormElement): Promise<void> {
    await this.#output.allShown();
    if (this.#prompt === prompt) {
      this.#output.appendWidget(prompt);
      if (document.activeElement === this.#field.element) {
        prompt.querySelector("input")?.focus();
      }
    }
  }

  #removePrompt(): void {
    this.#prompt?.remove();
    this.#prompt = null;
  }

  #changed(): void {
    this.#field.element.ariaBusy = String(this.busy);
    this.#events.onChange();
    if (this.#isNext && !this.busy) {
      this.#isNext = false;
      this.#ask("evaluate", this.#field.element.value);
    }
  }

  #closed(end: ConsoleEnd): void {
    this.#session = null;
    this.#isNext = false;
    this.#removePrompt();
    const hadFocus = this.element.contains(document.activeElement);
    const said = describeConsoleEnd(end);
    this.#note.textContent = said ?? "";
    this.#words.textContent = "";
    this.#row.hidden = this.#help.hidden = true;
    this.element.hidden = said === null;
    if (hadFocus) {
      this.#output.element.focus();
    }
    this.#changed();
  }
}

function shorten(words: readonly string[]): string {
  const shown = words.slice(0, MAX_SHOWN_WORDS).join("  ");
  return words.length > MAX_SHOWN_WORDS ? `${shown}  …` : shown;
}

function listItem(text: string): HTMLLIElement {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}
