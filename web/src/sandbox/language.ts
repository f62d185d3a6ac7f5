/** An interpreter that answers an editor's questions, and never runs a program. */

import type { PyodideAPI } from "pyodide";
import type { PyCallable } from "pyodide/ffi";
import { assertNever } from "../lib/assert.ts";
import type { FromLanguage, ToLanguage } from "../protocol.ts";
import { Clock } from "./clock.ts";
import { importHost } from "./interpreter.ts";
import { Machine } from "./machine.ts";
import { Outbox } from "./outbox.ts";
import { Slices } from "./slices.ts";

export class LanguageInterpreter {
  readonly #pyodide: PyodideAPI;
  readonly #post: (message: FromLanguage) => void;
  #answer: PyCallable | null = null;

  /**
   * @param pyodide prepared or restored.
   * @param post sends a message to the page.
   */
  constructor(pyodide: PyodideAPI, post: (message: FromLanguage) => void) {
    this.#pyodide = pyodide;
    this.#post = post;
  }

  /** Handle a message of the page; one is done with before the next is looked at. */
  receive(message: ToLanguage): void {
    switch (message.type) {
      case "open":
        this.#open(message.archive);
        break;
      case "ask":
        this.#ask(message);
        break;
      default:
        assertNever(message);
    }
  }

  #open(archive: ArrayBuffer): void {
    try {
      this.#answer = importHost(this.#pyodide).boot_language(idleMachine(), archive) as PyCallable;
      this.#post({ type: "languageReady" });
    } catch (reason) {
      this.#post({ type: "bootFailed", reason: String(reason).slice(-2_000) });
    }
  }

  #ask(question: Extract<ToLanguage, { type: "ask" }>): void {
    try {
      const answer: string = this.#answer?.(JSON.stringify(question));
      this.#post(JSON.parse(answer) as FromLanguage);
    } catch (reason) {
      const { id } = question;
      this.#post({ type: "questionFailed", id, reason: String(reason).slice(-2_000) });
    }
  }
}

/** The kernel wants one under it. Nothing waits, prints or is stopped here. */
function idleMachine(): Machine {
  const clock = new Clock();
  const now = () => clock.realMilliseconds();
  const nowhere = () => {};
  return new Machine(
    clock,
    new Outbox(nowhere, now),
    new Slices(now),
    null,
    nowhere,
    nowhere,
    nowhere,
    nowhere,
    nowhere,
  );
}
