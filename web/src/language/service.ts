/**
 * Answers the questions of all editors of the page, through one language interpreter.
 *
 *     resting ──wake()──▶ starting ──▶ ready ──5 idle minutes, hidden──▶ resting
 *                            └──▶ failed (until the page is loaded again, or is online again)
 *
 * Asking never waits in the way of typing: an answer comes when it comes, and of several
 * questions about the same thing only the newest is asked.
 */

import { within } from "../lib/within.ts";
import type { Question } from "../protocol.ts";
import type { Answer, LanguageInterpreter } from "../runtime/language.ts";

export type LanguageStatus = "resting" | "starting" | "ready" | "failed";

type Waiting = { readonly question: Question; readonly answer: (answer: Answer | null) => void };

/** Nobody asked for so many milliseconds: its memory is given back. */
const IDLE = 5 * 60_000;
/** An answer takes a tenth of a second; on a machine that is busy a hundred times that. */
const PATIENCE = 30_000;

export class LanguageService {
  readonly #start: () => Promise<LanguageInterpreter>;
  readonly #onFailure: (reason: unknown) => void;
  #status: LanguageStatus = "resting";
  #interpreter: LanguageInterpreter | null = null;
  #starting: Promise<void> | null = null;
  #busy = false;
  readonly #waiting = new Map<Question["about"], Waiting>();
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param start gives an interpreter that can be asked.
   * @param onFailure it can't; called once.
   */
  constructor(start: () => Promise<LanguageInterpreter>, onFailure: (reason: unknown) => void) {
    this.#start = start;
    this.#onFailure = onFailure;
  }

  get status(): LanguageStatus {
    return this.#status;
  }

  /** Have an interpreter ready: somebody may ask soon. */
  wake(): void {
    if (this.#status === "resting") {
      this.#status = "starting";
      this.#starting = this.#bringUp();
    }
    this.#stayAwake();
  }

  /** Give its memory back, until the next question. */
  rest(): void {
    if (this.#status === "ready") {
      this.#status = "resting";
      this.#interpreter?.kill();
      this.#interpreter = null;
    }
  }

  /** After a failure: what was missing may be there now. */
  retry(): void {
    if (this.#status === "failed") {
      this.#status = "resting";
    }
  }

  /**
   * @returns null where there is no answer, or a newer question has taken the place of this one.
   */
  async ask(question: Question): Promise<Answer | null> {
    this.wake();
    const { promise, resolve } = Promise.withResolvers<Answer | null>();
    this.#waiting.get(question.about)?.answer(null);
    this.#waiting.set(question.about, { question, answer: resolve });
    await this.#starting;
    void this.#work();
    return promise;
  }

  async #bringUp(): Promise<void> {
    try {
      this.#interpreter = await this.#start();
      this.#status = "ready";
    } catch (error) {
      this.#status = "failed";
      this.#onFailure(error);
    }
  }

  /** Ask what waits, one after the other. */
  async #work(): Promise<void> {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    for (let next = this.#take(); next !== null; next = this.#take()) {
      next.answer(await this.#answerOf(next.question));
    }
    this.#busy = false;
  }

  #take(): Waiting | null {
    for (const [about, waiting] of this.#waiting) {
      this.#waiting.delete(about);
      return waiting;
    }
    return null;
  }

  async #answerOf(question: Question): Promise<Answer | null> {
    const asked = this.#interpreter?.ask(question) ?? Promise.resolve(null);
    const answer = await within<Answer | null | "late">(PATIENCE, asked, "late");
    if (answer === "late") {
      this.rest();
      return null;
    }
    return answer;
  }

  #stayAwake(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.rest(), IDLE);
  }
}
