/**
 * The page's handle on one interpreter: a worker in the sandbox that runs one program, may be the
 * console over what that left, and is then thrown away, so that nothing leaks from one run to the
 * next.
 *
 *     booting ──ready──▶ ready ──run()──▶ running ──runEnded──▶ console
 *        └────────────────┴─────────────────┴── death, kill ───────┴──▶ dead
 *
 * Late messages can't move it backwards.
 */

import * as v from "valibot";
import { assertNever } from "../lib/assert.ts";
import { mark } from "../lib/marks.ts";
import {
  type ClockMode,
  type Fetched,
  FromWorker,
  type InternetSettings,
  type ToWorker,
} from "../protocol.ts";
import { ConsoleSession } from "./console.ts";
import type { Preparation } from "./prepared.ts";
import { Flood } from "./flood.ts";
import { Run, type RunListener } from "./run.ts";
import { wantsPostgres } from "./wants-postgres.ts";

export type Program = {
  readonly files: Readonly<Record<string, string>>;
  readonly clock: ClockMode;
  /** All of standard input, or null where the reader types it. */
  readonly stdin: string | null;
  /** What it imports beyond the standard library; none if not given. */
  readonly supply?: Supply;
  /** How the practice internet is; a program without this has none. */
  readonly internet?: InternetSettings | null;
};

/** What a program gets of packages. */
export type Supply = {
  /** Bundles, not taken: they are copied. */
  readonly packages: readonly ArrayBuffer[];
  /** See `run` in protocol.ts. */
  readonly wheelhouse: string | null;
  /** What can be imported ahead of the next run; null if that may show. */
  readonly preparation: Preparation | null;
  /** What comes of a wish for a file while packages are installed. Never rejects. */
  readonly fetch: (url: string) => Promise<Fetched>;
};

/** Of a program that needs none. */
export const NO_SUPPLY: Supply = {
  packages: [],
  wheelhouse: null,
  preparation: null,
  fetch: () => Promise.resolve({ content: null, failure: "this program installs no packages" }),
};

/** How an interpreter has started. */
export type Boot = {
  readonly milliseconds: number;
  /** From a snapshot. */
  readonly restored: boolean;
  /** Why not, where it was given one. */
  readonly restoreFailure: string | null;
};

type State =
  | { readonly kind: "booting" }
  | { readonly kind: "ready" }
  | { readonly kind: "running"; readonly run: Run }
  | { readonly kind: "console"; readonly runId: number; readonly console: ConsoleSession }
  | { readonly kind: "dead"; readonly reason: string };

/** Every run of the page has its own number. */
let nextRunId = 1;

export class Interpreter {
  readonly #port: MessagePort;
  readonly #terminate: () => void;
  readonly #connectPostgres: (() => MessagePort) | null;
  readonly #ready = Promise.withResolvers<Boot>();
  #state: State = { kind: "booting" };
  #jspi = false;
  #supply = NO_SUPPLY;
  /** Set when its packages are imported ahead of the run; settled when they are. */
  #prepared: PromiseWithResolvers<boolean> | null = null;
  readonly #flood = new Flood();
  /** Files of packages that it has got, or will get. */
  readonly #asked = new Set<string>();

  /**
   * @param port the worker's other end.
   * @param terminate ends the worker.
   * @param connectPostgres a port to a Postgres that is started now; null where there is none.
   */
  constructor(
    port: MessagePort,
    terminate: () => void,
    connectPostgres: (() => MessagePort) | null = null,
  ) {
    this.#port = port;
    this.#terminate = terminate;
    this.#connectPostgres = connectPostgres;
    this.#ready.promise.catch(() => {}); // reported by whoever waits for it
    port.onmessage = (event) => this.#receive(event.data);
  }

  /** Resolves when a program can be run; rejects when Python could not start. */
  get ready(): Promise<Boot> {
    return this.#ready.promise;
  }

  /** Whether its Python can be suspended. Known once it is ready. */
  get jspi(): boolean {
    return this.#jspi;
  }

  /** Whether a program runs in it now. */
  get running(): boolean {
    return this.#state.kind === "running";
  }

  /**
   * Import a program's packages ahead of its run.
   * @returns false if that did more than import them: then it is of no use.
   */
  async prepare({ packages, imports, clock }: Preparation): Promise<boolean> {
    this.#prepared = Promise.withResolvers<boolean>();
    this.#prepared.promise.catch(() => {});
    this.#post({ type: "prepare", packages, imports, clock });
    return this.#prepared.promise;
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
    const { files, clock, stdin, internet = null, supply = NO_SUPPLY } = program;
    const { packages, wheelhouse } = supply;
    this.#supply = supply;
    const missing = this.#prepared === null ? packages : [];
    const given = { files, clock, stdin, internet, packages: missing, wheelhouse };
    const connect = wantsPostgres(files) ? this.#connectPostgres : null;
    if (connect === null) {
      this.#post({ type: "run", runId, ...given });
    } else {
      const postgres = connect();
      this.#post({ type: "run", runId, ...given, postgres }, [postgres]);
    }
    return run;
  }

  /** End the worker, whatever it does. */
  kill(reason: string): void {
    if (this.#state.kind !== "dead") {
      this.#state = { kind: "dead", reason };
      // Whoever waits for it to start waits no longer.
      this.#ready.reject(new Error(reason));
      this.#prepared?.reject(new Error(reason));
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

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  /** All that comes from the worker passes here: the schema, then the run id. */
  #receive(data: unknown): void {
    if (this.#flood.isOne()) {
      const state = this.#state;
      this.kill("it sent more messages than a program can need");
      if (state.kind === "running") {
        state.run.killed("flood");
      } else if (state.kind === "console") {
        state.console.close("flood");
      }
      return;
    }
    const checked = v.safeParse(FromWorker, data, { abortEarly: true });
    if (!checked.success) {
      return;
    }
    const message = checked.output;
    switch (message.type) {
      case "ready":
        if (this.#state.kind === "booting") {
          this.#state = { kind: "ready" };
          this.#jspi = message.jspi;
          const { bootMilliseconds, restored, restoreFailure } = message;
          this.#ready.resolve({ milliseconds: bootMilliseconds, restored, restoreFailure });
        }
        return;
      case "bootFailed":
        if (this.#state.kind === "booting") {
          this.died(message.reason);
        }
        return;
      case "importsPrepared":
        this.#prepared?.resolve(message.fit);
        return;
      case "fileWanted":
        if (this.#currentRun === message.runId) {
          void this.#fetch(message);
        }
        return;
      default:
        if (this.#state.kind === "running" && this.#state.run.id === message.runId) {
          this.#deliver(this.#state.run, message);
        } else if (this.#state.kind === "console" && this.#state.runId === message.runId) {
          if (message.type !== "runStarted" && message.type !== "runEnded") {
            this.#state.console.receive(message);
          }
        }
    }
  }

  get #currentRun(): number | null {
    switch (this.#state.kind) {
      case "running":
        return this.#state.run.id;
      case "console":
        return this.#state.runId;
      default:
        return null;
    }
  }

  /** What was sent once is there: a bundle has megabytes, and a request for it sixty bytes. */
  async #fetch({ runId, url }: Extract<FromWorker, { type: "fileWanted" }>): Promise<void> {
    const again = { content: null, failure: "it has been asked for already" };
    const known = this.#asked.has(url);
    this.#asked.add(url);
    const fetched = known ? again : await this.#supply.fetch(url);
    if (!known && fetched.content === null) {
      this.#asked.delete(url); // the network may be back by then
    }
    if (this.#state.kind !== "dead") {
      this.#post({ type: "file", runId, url, ...fetched });
    }
  }

  #deliver(
    run: Run,
    message: Exclude<
      FromWorker,
      { type: "ready" | "bootFailed" | "importsPrepared" | "fileWanted" }
    >,
  ): void {
    switch (message.type) {
      case "runStarted":
        run.started();
        break;
      case "output":
        mark("first output");
        run.output(message.records, message.droppedLines);
        break;
      case "inputRequested":
        run.inputRequested();
        break;
      case "filesWritten":
        run.listener.onFiles?.(message);
        break;
      case "exchanges":
        run.listener.onExchanges?.(message.exchanges);
        break;
      case "runEnded":
        this.#end(run, message);
        break;
      case "inputIncomplete":
      case "evaluationStarted":
      case "evaluated":
      case "completions":
        break; // no console yet
      default:
        assertNever(message);
    }
  }

  #end(run: Run, message: Extract<FromWorker, { type: "runEnded" }>): void {
    const { onConsole } = run.listener;
    if (message.console === null || onConsole === undefined) {
      this.kill("used");
      run.ended(message);
      return;
    }
    const { id: runId } = run;
    const console = new ConsoleSession(message.console, this.#jspi, {
      evaluate: (text) => this.#post({ type: "evaluate", runId, text }),
      complete: (text) => this.#post({ type: "complete", runId, text }),
      stop: () => this.#post({ type: "stop", runId }),
      input: (line) => this.#post({ type: "input", runId, line }),
      outputShown: () => this.#post({ type: "outputShown", runId }),
      kill: () => this.kill("its console has ended"),
    });
    this.#state = { kind: "console", runId, console };
    run.ended(message);
    onConsole(console);
  }
}
