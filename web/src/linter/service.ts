/**
 * Finds mistakes and formats, for all editors of the page, through one worker.
 *
 *     asleep ──wake()──▶ starting ──▶ ready
 *        ▲                   │      │
 *        │                   │      ├── crashes ──▶ asleep
 *        │                   ▼      ▼ the second time
 *        └─────retry()────── failed ◀
 */

import * as v from "valibot";
import { messageOf } from "../lib/message-of.ts";
import { type Formatted, FromLinter, type RuffFinding, type ToLinter } from "./messages.ts";

type Status =
  | { readonly kind: "asleep" }
  | { readonly kind: "starting"; readonly ready: Promise<void> }
  | { readonly kind: "ready"; readonly worker: Worker }
  | { readonly kind: "failed"; readonly reason: string };

type Answer = Extract<FromLinter, { type: "checked" | "formatted" }>;

const CRASHED = "It has crashed over this program: something in it may be nested too deeply.";

export class LinterService {
  readonly #fetch: () => Promise<ArrayBuffer>;
  readonly #startWorker: () => Worker;
  readonly #onFailure: (reason: string) => void;
  readonly #asked = new Map<number, (answer: Answer | null) => void>();
  #status: Status = { kind: "asleep" };
  #nextId = 1;
  #hasCrashed = false;

  /**
   * @param fetch gets ruff.
   * @param startWorker starts worker.ts.
   * @param onFailure it can't be had; called once, until a retry.
   */
  constructor(
    fetch: () => Promise<ArrayBuffer>,
    startWorker: () => Worker,
    onFailure: (reason: string) => void,
  ) {
    this.#fetch = fetch;
    this.#startWorker = startWorker;
    this.#onFailure = onFailure;
  }

  /** Have it ready: somebody writes. */
  wake(): void {
    if (this.#status.kind === "asleep") {
      this.#status = { kind: "starting", ready: this.#start() };
    }
  }

  /** After a failure: what was missing may be there now. */
  retry(): void {
    if (this.#status.kind === "failed") {
      this.#status = { kind: "asleep" };
    }
  }

  /** @returns null where it can't be had. */
  async check(text: string): Promise<readonly RuffFinding[] | null> {
    const answer = await this.#ask("check", text);
    return answer?.type === "checked" ? answer.findings : null;
  }

  async format(text: string): Promise<Formatted> {
    const answer = await this.#ask("format", text);
    if (answer?.type === "formatted") {
      return answer.result;
    }
    if (this.#hasCrashed && this.#status.kind !== "failed") {
      return { kind: "refused", reason: CRASHED };
    }
    const why = this.#status.kind === "failed" ? ` ${this.#status.reason}` : "";
    return { kind: "refused", reason: `the formatter could not be loaded.${why}` };
  }

  async #ask(type: "check" | "format", text: string): Promise<Answer | null> {
    this.wake();
    if (this.#status.kind === "starting") {
      await this.#status.ready;
    }
    const worker = this.#readyWorker();
    if (worker === null) {
      return null;
    }
    const id = this.#nextId++;
    const { promise, resolve } = Promise.withResolvers<Answer | null>();
    this.#asked.set(id, resolve);
    const message: ToLinter = { type, id, text };
    worker.postMessage(message);
    return promise;
  }

  #readyWorker(): Worker | null {
    return this.#status.kind === "ready" ? this.#status.worker : null;
  }

  async #start(): Promise<void> {
    try {
      const wasm = await this.#fetch();
      const worker = this.#startWorker();
      await this.#open(worker, wasm);
      worker.onerror = () => this.#crashed(worker);
      this.#status = { kind: "ready", worker };
    } catch (error) {
      const reason = messageOf(error);
      this.#fail(reason);
    }
  }

  #fail(reason: string): void {
    this.#status = { kind: "failed", reason };
    this.#onFailure(reason);
  }

  /** One program may be too much for it, but the same one is checked at every pause in typing. */
  #crashed(worker: Worker): void {
    worker.terminate();
    const again = this.#hasCrashed;
    this.#hasCrashed = !again;
    if (again) {
      this.#fail(CRASHED);
    } else {
      this.#status = { kind: "asleep" };
    }
    for (const id of [...this.#asked.keys()]) {
      this.#answer(id, null);
    }
  }

  #answer(id: number, answer: Answer | null): void {
    this.#asked.get(id)?.(answer);
    this.#asked.delete(id);
  }

  #open(worker: Worker, wasm: ArrayBuffer): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    worker.onerror = (event) => reject(new Error(event.message || "its worker did not start"));
    worker.onmessage = ({ data }) => {
      const checked = v.safeParse(FromLinter, data);
      if (!checked.success) {
        // Whoever waits for it must not wait for ever.
        this.#answer(Number((data as { id?: unknown } | null)?.id), null);
        return;
      }
      const message = checked.output;
      switch (message.type) {
        case "opened":
          resolve();
          break;
        case "openFailed":
          reject(new Error(message.reason));
          break;
        default:
          this.#answer(message.id, message);
      }
    };
    const message: ToLinter = { type: "open", wasm };
    worker.postMessage(message, [wasm]);
    return promise;
  }
}
