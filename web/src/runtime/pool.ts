/**
 * Keeps an interpreter ready.
 *
 *     idle ──start()──▶ downloading ──▶ starting ──▶ ready
 *                            └─────────────┴── failed ──start()──▶ downloading
 *
 * "ready" means that the engine is here and has worked once; from then on a spare interpreter is
 * always started ahead of the next run.
 */

import { mark } from "../lib/marks.ts";
import { messageOf } from "../lib/message-of.ts";
import { within } from "../lib/within.ts";
import type { ConsoleSession } from "./console.ts";
import type { EngineDownload, Progress } from "./download.ts";
import type { HeldConsole } from "./held-console.ts";
import type { Boot, Interpreter } from "./interpreter.ts";
import { type Preparation, PreparedInterpreter } from "./prepared.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Snapshots } from "./snapshots.ts";

/** How the engine came to run. */
export type Start = {
  readonly jspi: boolean;
  readonly compileMilliseconds: number;
  /** Of the first interpreter. */
  readonly boot: Boot;
};

export type EngineStatus =
  | { readonly kind: "idle" }
  | ({ readonly kind: "downloading" } & Progress)
  | { readonly kind: "starting" }
  | ({ readonly kind: "ready" } & Start)
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Starting a spare keeps one core busy for a while. The program that has just been started gets
 * the processor to itself for its first lines.
 */
const WARM_UP_DELAY_MILLISECONDS = 1_000;
/** How long to wait for what is under way in the console of a hidden tab. */
const REST_AGAIN_MILLISECONDS = 1_000;

/** Far longer than the slowest machine takes; a start from nothing takes longer still. */
const RESTORE_LIMIT_MILLISECONDS = 20_000;

export class Pool {
  readonly #sandbox: Sandbox;
  readonly #download: EngineDownload;
  readonly #snapshots: Snapshots;
  readonly #jspi: boolean;
  readonly #listeners = new Set<(status: EngineStatus) => void>();
  #status: EngineStatus = { kind: "idle" };
  #prepared = Promise.withResolvers<void>();
  #spare: Interpreter | null = null;
  /** Those that were taken and may run a program still. */
  readonly #taken = new Set<Interpreter>();
  /** Beside the spare: for another run of the program that was run last. */
  readonly #preparedSpare: PreparedInterpreter;
  #preparation: Preparation | null = null;
  readonly #console: HeldConsole;
  #resting = false;
  #fromSnapshot = false;

  /**
   * @param jspi false to do without JSPI where the browser has it.
   * @param console the one of all pools of the page.
   */
  constructor(
    sandbox: Sandbox,
    download: EngineDownload,
    snapshots: Snapshots,
    jspi: boolean,
    console: HeldConsole,
  ) {
    this.#sandbox = sandbox;
    this.#download = download;
    this.#snapshots = snapshots;
    this.#jspi = jspi;
    this.#console = console;
    this.#preparedSpare = new PreparedInterpreter(() => sandbox.spawn());
  }

  get status(): EngineStatus {
    return this.#status;
  }

  /**
   * Hear of every change of status, and of the current one at once.
   * @returns ends the subscription.
   */
  subscribe(listener: (status: EngineStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#status);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when the engine is here and has worked once. */
  get prepared(): Promise<void> {
    return this.#prepared.promise;
  }

  /** Fetch the engine and start a first interpreter; also the retry after a failure. */
  async start(): Promise<void> {
    if (this.#status.kind !== "idle" && this.#status.kind !== "failed") {
      return;
    }
    try {
      const snapshot = this.#snapshots.load();
      const { files, library } = await this.#download.fetch((progress) =>
        this.#become({ kind: "downloading", ...progress }),
      );
      mark("engine fetched");
      this.#become({ kind: "starting" });
      const compiled = this.#sandbox.prepare(files, this.#jspi);
      const completed = library.then((archive) => this.#sandbox.useLibrary(archive));
      compiled.catch(() => {}); // reported below
      completed.catch(() => {});
      this.#use(await snapshot);
      // It loads its scripts while the engine is being compiled.
      this.#warm();
      const compileMilliseconds = await compiled;
      mark("engine compiled");
      await completed;
      const { interpreter, boot } = await this.#takeReady();
      mark("python ready");
      this.#giveBack(interpreter);
      this.#become({ kind: "ready", jspi: interpreter.jspi, compileMilliseconds, boot });
      this.#prepared.resolve();
    } catch (error) {
      this.#spare?.kill("the engine could not be started");
      this.#spare = null;
      this.#become({ kind: "failed", reason: messageOf(error) });
    }
  }

  /**
   * An interpreter that has run nothing, once there is one; null if by then it is not `wanted`
   * any more. A failed engine is tried again.
   * @param preparation what the program's packages are; one that has imported them may be there.
   * @throws Error when a new interpreter can't be started.
   */
  async take(
    wanted: () => boolean,
    preparation: Preparation | null = null,
  ): Promise<Interpreter | null> {
    void this.start();
    await this.#prepared.promise;
    if (!wanted()) {
      return null;
    }
    const prepared = preparation && (await this.#preparedSpare.take(preparation.key));
    const interpreter = prepared ?? (await this.#takeReady()).interpreter;
    if (!wanted()) {
      if (prepared === null) {
        this.#giveBack(interpreter);
      } else {
        prepared.kill("nobody wants it any more");
      }
      return null;
    }
    this.#preparation = preparation ?? this.#preparation;
    this.#console.close("another program");
    setTimeout(() => this.warm(), WARM_UP_DELAY_MILLISECONDS);
    this.#forgetEnded();
    this.#taken.add(interpreter);
    return interpreter;
  }

  /**
   * Keep the interpreter of this console, until there is a better use for its memory.
   * @returns false if the reader is at another one, which began while this one's program ran: that
   * one stays, and this one is closed.
   */
  keep(console: ConsoleSession): boolean {
    return this.#console.keep(console);
  }

  #forgetEnded(): void {
    for (const interpreter of this.#taken) {
      if (!interpreter.running) {
        this.#taken.delete(interpreter);
      }
    }
  }

  /** Start the spare now, if there is none: the running program has ended. */
  warm(): void {
    if (this.#status.kind === "ready" && !this.#resting) {
      this.#warm();
      if (this.#preparation !== null && this.idle) {
        this.#preparedSpare.prepare(this.#preparation);
      }
    }
  }

  /**
   * Nobody looks: give the memory of the spare and the console back, and take none for another until
   * `wake`. What is under way in the console goes on to its end, as a program would.
   */
  rest(): void {
    this.#resting = true;
    this.#spare?.kill("nobody looks");
    this.#spare = null;
    this.#preparedSpare.drop();
    if (this.#console.busy) {
      setTimeout(() => this.#resting && this.rest(), REST_AGAIN_MILLISECONDS);
    } else {
      this.#console.close("resting");
    }
  }

  wake(): void {
    this.#resting = false;
    this.warm();
  }

  /** Whether it is a good moment for work that nobody waits for. */
  get idle(): boolean {
    const works = [...this.#taken].some(({ running }) => running) || this.#console.busy;
    return this.#status.kind === "ready" && !this.#resting && !works;
  }

  /** Make the snapshot that later interpreters start from, and keep the library, if there is none. */
  async makeSnapshot(): Promise<void> {
    await this.#download.keepLibrary();
    const snapshot = await this.#snapshots.make();
    if (snapshot !== null) {
      this.#use(snapshot);
    }
  }

  /**
   * The spare, once it is ready; it is the caller's then. Where the snapshot leads nowhere it is
   * given up, and Python starts from nothing.
   */
  async #takeReady(): Promise<{ readonly interpreter: Interpreter; readonly boot: Boot }> {
    const interpreter = this.#warm();
    this.#spare = null;
    if (!this.#fromSnapshot) {
      return { interpreter, boot: await interpreter.ready };
    }
    const boot = await within<Boot | string>(
      RESTORE_LIMIT_MILLISECONDS,
      interpreter.ready.catch(messageOf),
      "Python did not start from it in time.",
    );
    const failure = typeof boot === "string" ? boot : boot.restoreFailure;
    if (failure !== null) {
      this.#use(null);
      void this.#snapshots.discard(failure);
    }
    if (typeof boot !== "string") {
      return { interpreter, boot };
    }
    interpreter.kill("it could not be restored");
    const next = this.#sandbox.spawn();
    return { interpreter: next, boot: { ...(await next.ready), restoreFailure: failure } };
  }

  #use(snapshot: ArrayBuffer | null): void {
    this.#fromSnapshot = snapshot !== null;
    this.#sandbox.useSnapshot(snapshot);
  }

  #warm(): Interpreter {
    if (this.#spare === null) {
      const spare = this.#sandbox.spawn();
      this.#spare = spare;
      spare.ready.catch(() => {
        // One that could not start must not be handed out; the next attempt starts another.
        if (this.#spare === spare) {
          this.#spare = null;
        }
      });
    }
    return this.#spare;
  }

  #giveBack(interpreter: Interpreter): void {
    if (this.#spare === null) {
      this.#spare = interpreter;
    } else {
      interpreter.kill("there is a spare already");
    }
  }

  #become(status: EngineStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) {
      listener(status);
    }
  }
}
