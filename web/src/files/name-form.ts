/** Asks for the name of a file, below the tabs, and says what is wrong with one. */

import { nameWarning } from "./names.ts";

export type NameQuestion = {
  readonly label: string;
  /** What the button says. */
  readonly action: string;
  /** The name to begin with. */
  readonly name: string;
  /** Why a name is not possible; null if it is. */
  readonly problem: (name: string) => string | null;
  readonly accept: (name: string) => void;
  readonly cancel: () => void;
};

let count = 0;

export class NameForm {
  readonly element = document.createElement("form");
  readonly #label = document.createElement("span");
  readonly #field = document.createElement("input");
  readonly #submit = document.createElement("button");
  readonly #remark = document.createElement("p");
  #question: NameQuestion | null = null;

  constructor() {
    count += 1;
    const label = document.createElement("label");
    label.append(this.#label, this.#field);
    this.#field.autocomplete = "off";
    this.#field.autocapitalize = "none";
    this.#field.spellcheck = false;
    this.#field.placeholder = "helpers.py";
    this.#field.setAttribute("aria-describedby", `file-name-${count}`);
    this.#submit.className = "primary";
    const cancel = document.createElement("button");
    cancel.type = "button";
    cancel.textContent = "Cancel";
    cancel.addEventListener("click", () => this.#cancel());
    this.#remark.id = `file-name-${count}`;
    this.#remark.role = "alert";
    this.element.className = "file-name";
    this.element.hidden = true;
    this.element.append(label, this.#submit, cancel, this.#remark);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#accept();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        this.#cancel();
      }
    });
    this.#field.addEventListener("input", () => this.#check(this.#name !== ""));
  }

  ask(question: NameQuestion): void {
    this.#question = question;
    this.#label.textContent = question.label;
    this.#submit.textContent = question.action;
    this.#field.value = question.name;
    this.#check(false);
    this.element.hidden = false;
    this.#field.focus();
    // The ending mostly stays.
    const dot = question.name.lastIndexOf(".");
    this.#field.setSelectionRange(0, dot > 0 ? dot : question.name.length);
  }

  close(): void {
    this.#question = null;
    this.element.hidden = true;
  }

  get #name(): string {
    return this.#field.value.trim();
  }

  #accept(): void {
    const question = this.#question;
    const name = this.#name;
    if (question !== null && this.#check(true)) {
      this.close();
      if (name !== question.name) {
        question.accept(name);
      } else {
        question.cancel();
      }
    } else {
      this.#field.focus();
    }
  }

  #cancel(): void {
    const question = this.#question;
    this.close();
    question?.cancel();
  }

  /** @returns whether the name is possible; why it is not is said only if asked for. */
  #check(say: boolean): boolean {
    const problem = this.#question?.problem(this.#name) ?? null;
    this.#field.ariaInvalid = String(say && problem !== null);
    this.#remark.textContent = (say ? problem : null) ?? nameWarning(this.#name) ?? "";
    this.#remark.toggleAttribute("data-problem", say && problem !== null);
    return problem === null;
  }
}
