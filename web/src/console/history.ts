/** What was typed at the consoles of this tab, to be typed again. */

import * as v from "valibot";

const NAME = "asyncarium.console";
const MAX_INPUTS = 200;
const MAX_CHARACTERS = 10_000;

const Inputs = v.pipe(v.array(v.pipe(v.string(), v.maxLength(MAX_CHARACTERS))), v.maxLength(1_000));

export class History {
  #inputs: string[] = [];
  /** Which one stands in the field; past the last one is what has not been sent yet. */
  #at = 0;
  #unsent = "";

  constructor() {
    this.reload();
  }

  /** Take up what other consoles of the tab have added. */
  reload(): void {
    this.#inputs = readInputs();
    this.#at = this.#inputs.length;
  }

  add(input: string): void {
    this.reload();
    if (input.length <= MAX_CHARACTERS && this.#inputs.at(-1) !== input) {
      this.#inputs = [...this.#inputs, input].slice(-MAX_INPUTS);
    }
    this.#at = this.#inputs.length;
    try {
      sessionStorage.setItem(NAME, JSON.stringify(this.#inputs));
    } catch {
      // Denied or full: it lasts as long as the page.
    }
  }

  /** The input before the one in the field, which holds `text`; null if there is none. */
  earlier(text: string): string | null {
    return this.#move(-1, text);
  }

  later(text: string): string | null {
    return this.#move(1, text);
  }

  #move(by: -1 | 1, text: string): string | null {
    if (this.#at === this.#inputs.length) {
      this.#unsent = text;
    }
    const at = this.#at + by;
    if (at < 0 || at > this.#inputs.length) {
      return null;
    }
    this.#at = at;
    return this.#inputs[at] ?? this.#unsent;
  }
}

function readInputs(): string[] {
  try {
    const checked = v.safeParse(Inputs, JSON.parse(sessionStorage.getItem(NAME) ?? "[]"));
    return checked.success ? checked.output : [];
  } catch {
    return [];
  }
}
