/** What a running program asks of the reader: `input()`, in place in the output. */

import { inputPrompt } from "../output/prompt.ts";
import type { OutputView } from "../output/view.ts";

export class Asking {
  readonly #section: HTMLElement;
  readonly #output: OutputView;
  #prompt: HTMLFormElement | null = null;

  constructor(section: HTMLElement, output: OutputView) {
    this.#section = section;
    this.#output = output;
  }

  /**
   * Ask, unless it is being asked already: a Ctrl-C that the program outlived makes it ask again.
   * @param answered gets the line, null for the end of input, once it stands in the output: the
   *   program's reply belongs below it.
   */
  ask(answered: (line: string | null) => void): void {
    if (this.#prompt !== null) {
      return;
    }
    const prompt = inputPrompt((line) => {
      this.#prompt = null;
      void this.#output.echo(line ?? "(end of input)").then(() => answered(line));
    });
    this.#prompt = prompt;
    void this.#output.allShown().then(() => this.#show(prompt));
  }

  /** The output has been emptied: the question stays. */
  showAgain(): void {
    if (this.#prompt !== null) {
      this.#output.appendWidget(this.#prompt);
    }
  }

  /** Nobody waits for an answer any more. */
  withdraw(): void {
    this.#prompt?.remove();
    this.#prompt = null;
  }

  #show(prompt: HTMLFormElement): void {
    // Stopped or answered meanwhile?
    if (this.#prompt === prompt) {
      this.#output.appendWidget(prompt);
      // Not away from where the reader is typing elsewhere.
      const { activeElement } = document;
      if (activeElement === document.body || this.#section.contains(activeElement)) {
        prompt.querySelector("input")?.focus();
      }
    }
  }
}
