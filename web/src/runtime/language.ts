/**
 * The page's handle on a language interpreter: a worker in the sandbox that answers an editor's
 * questions and never runs a program.
 *
 *     booting ──languageReady──▶ ready ──ask()──▶ asked ──answer──▶ ready
 *        └───────────────────────────┴── death, kill ──▶ dead
 */

import * as v from "valibot";
import { FromLanguage, type Question, type ToLanguage } from "../protocol.ts";
import { Flood } from "./flood.ts";

export type Answer = Extract<
  FromLanguage,
  { type: "completions" | "documentation" | "signatures" }
>;

export class LanguageInterpreter {
  readonly #port: MessagePort;
  readonly #terminate: () => void;
  readonly #ready = Promise.withResolvers<void>();
  #asked: { readonly id: number; readonly answer: (answer: Answer | null) => void } | null = null;
  readonly #flood = new Flood();
  #nextId = 1;
  #dead = false;

  /**
   * @param port the worker's other end.
   * @param terminate ends the worker.
   */
  constructor(port: MessagePort, terminate: () => void) {
    this.#port = port;
    this.#terminate = terminate;
    this.#ready.promise.catch(() => {}); // reported by whoever waits for it
    port.onmessage = (event) => this.#receive(event.data);
  }

  /** Hand over jedi, and wait until questions can be asked. Takes the buffer. */
  async open(archive: ArrayBuffer): Promise<void> {
    const message: ToLanguage = { type: "open", archive };
    this.#port.postMessage(message, [archive]);
    await this.#ready.promise;
  }

  /** One question at a time; null if there is no answer to it. */
  ask(question: Question): Promise<Answer | null> {
    const { promise, resolve } = Promise.withResolvers<Answer | null>();
    if (this.#dead || this.#asked !== null) {
      resolve(null);
      return promise;
    }
    const id = this.#nextId++;
    this.#asked = { id, answer: resolve };
    const message: ToLanguage = { type: "ask", id, ...question };
    this.#port.postMessage(message);
    return promise;
  }

  /** End the worker, whatever it does. */
  kill(): void {
    if (!this.#dead) {
      this.#dead = true;
      this.#ready.reject(new Error("it has been ended"));
      this.#answer(null);
      this.#port.close();
      this.#terminate();
    }
  }

  /** The worker reports an error that nobody caught. */
  died(reason: string): void {
    this.#ready.reject(new Error(reason));
    this.kill();
  }

  #receive(data: unknown): void {
    if (this.#flood.isOne()) {
      this.died("it sent more messages than there are questions");
      return;
    }
    const checked = v.safeParse(FromLanguage, data);
    if (!checked.success) {
      return;
    }
    const message = checked.output;
    switch (message.type) {
      case "languageReady":
        this.#ready.resolve();
        break;
      case "bootFailed":
        this.died(message.reason);
        break;
      default:
        if (message.id === this.#asked?.id) {
          this.#answer(message.type === "questionFailed" ? null : message);
        }
    }
  }

  #answer(answer: Answer | null): void {
    const asked = this.#asked;
    this.#asked = null;
    asked?.answer(answer);
  }
}
