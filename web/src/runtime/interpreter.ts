/**
 * The page's handle on one interpreter: a worker in the sandbox that runs one program and is then
 * thrown away, so that nothing leaks from one run to the next.
 *
 *     booting ──ready──▶ ready ──run()──▶ running ──runEnded──▶ used
 *        └────────────────┴─────────────────┴── death, kill ──▶ dead
 *
 * Late messages can't move it backwards.
 */

import * as v from "valibot";
import { assertNever } from "../lib/assert.ts";
import { type ClockMode, FromWorker, type ToWorker } from "../protocol.ts";
import { Run, type RunListener } from "./run.ts";

export type Program = {
  readonly files: Readonly<Record<string, string>>;
  readonly clock: ClockMode;
  /** All of standard input, or null where the reader types it. */
  readonly stdin: string | null;
};

type State =
  | { readonly kind: "booting" }
  | { readonly kind: "ready" }
  | { readonly kind: "running"; readonly run: Run }
  | { readonly kind: "used" }
  | { readonly kind: "dead"; readonly reason: string };

/** Our own worker sends about one message a frame; a program that took it over may send millions. */
const MAX_MESSAGES_PER_SECOND = 1_000;

/** Every run of the page has its own number. */
let nextRunId = 1;

export class Interpreter {
  readonly #port: MessagePort;
  readonly #terminate: () => void;
  readonly #ready = Promise.withResolvers<void>();
  #state: State = { kind: "booting" };
  #jspi = false;
  #secondBegan = 0;
  #messages = 0;

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

  /** Resolves when a program can be run; rejects when Python could not start. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Whether its Python can be suspended. Known once it is ready. */
  get jspi(): boolean {
    return this.#jspi;
  }

  /** Run a program; the only one this interpreter will run. */
  run(program: Program, listener: RunListener): Run {
    if (this.#state.kind !== "ready") {
      throw new Error(`an interpreter that is ${this.#state.kind} can't run a program`);
    }
    const runId = nextRunId++;
    const run = new Run(runId, listener, {
      stop: () => this.#post({ type: "stop", runId }),
      input: (line) => this.#post({ type: "input", runId, line }),
      outputShown: () => this.#post({ type: "outputShown", runId }),
      kill: () => this.kill("killed"),
    });
    this.#state = { kind: "running", run };
    this.#post({ type: "run", runId, ...program });
    return run;
  }

  /** End the worker, whatever it does. */
  kill(reason: string): void {
    if (this.#state.kind !== "dead") {
      this.#state = { kind: "dead", reason };
      this.#port.close();
      this.#terminate();
    }
  }

  /**
   * The worker reports an error that nobody caught. While it boots, that is its end; later it may
   * be a callback that a program left behind, which a desktop would survive as well.
   */
  died(reason: string): void {
    if (this.#state.kind === "booting") {
      this.#ready.reject(new Error(reason));
      this.kill(reason);
    }
  }

  #post(message: ToWorker): void {
    this.#port.postMessage(message);
  }

  /** All that comes from the worker passes here: the schema, then the run id. */
  #receive(data: unknown): void {
    if (this.#floods()) {
      const { run } = this.#state.kind === "running" ? this.#state : { run: null };
      this.kill("it sent more messages than a program can need");
      run?.killed();
      return;
    }
    const checked = v.safeParse(FromWorker, data);
    if (!checked.success) {
      return;
    }
    const message = checked.output;
    switch (message.type) {
      case "ready":
        if (this.#state.kind === "booting") {
          this.#state = { kind: "ready" };
          this.#jspi = message.jspi;
          this.#ready.resolve();
        }
        return;
      case "bootFailed":
        if (this.#state.kind === "booting") {
          this.died(message.reason);
        }
        return;
      default:
        if (this.#state.kind === "running" && this.#state.run.id === message.runId) {
          this.#deliver(this.#state.run, message);
        }
    }
  }

  #floods(): boolean {
    const now = performance.now();
    if (now - this.#secondBegan > 1_000) {
      this.#secondBegan = now;
      this.#messages = 0;
    }
    this.#messages += 1;
    return this.#messages > MAX_MESSAGES_PER_SECOND;
  }

  #deliver(run: Run, message: Exclude<FromWorker, { type: "ready" | "bootFailed" }>): void {
    switch (message.type) {
      case "runStarted":
        run.started();
        break;
      case "output":
        run.output(message.records, message.droppedLines);
        break;
      case "inputRequested":
        run.inputRequested();
        break;
      case "runEnded":
        this.#state = { kind: "used" };
        run.ended(message);
        this.kill("used");
        break;
      default:
        assertNever(message);
    }
  }
}
