/**
 * The JavaScript half of the kernel: what `_host.py` calls an operating system.
 *
 * Holds what has arrived for the program (a Stop, lines of input) until Python asks, and the ways
 * to wait: `wait` suspends Python through JSPI, `block` blocks the worker where a browser has none.
 */

import type { PyCallable } from "pyodide/ffi";
import type { Fetched, ToWorker } from "../protocol.ts";
import { Clock } from "./clock.ts";
import type { ExchangeBatch } from "./exchanges.ts";
import { RealInternet } from "./real-internet.ts";
import { FRAME_MILLISECONDS, type Outbox } from "./outbox.ts";
import { LongLine, type PostgresLine, ShortLine } from "./postgres-line.ts";
import type { Postgres } from "./postgres.ts";
import type { Slices } from "./slices.ts";
import type { Stacks } from "./stacks.ts";

/** What Node has, and browsers don't. */
declare const setImmediate: ((callback: () => void) => void) | undefined;

/** Browsers stretch repeated timers to this many milliseconds; shorter sleeps are ticked away. */
const SHORTEST_TIMER = 4;
/** setTimeout counts in 31 bits; a longer sleep goes round again in Python. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** What the page wants of a console. */
export type ConsoleCommand = Extract<ToWorker, { type: "evaluate" | "complete" }>;

/** As Python reads it: what is undefined is its None, which null is not. */
type FetchedFile = { readonly content: ArrayBuffer | null; readonly failure: string | undefined };

export class Machine {
  readonly clock: Clock;
  /** Whether WebAssembly can suspend (JavaScript Promise Integration). */
  readonly jspi: boolean;
  readonly #outbox: Outbox;
  readonly #slices: Slices;
  /** Null where the browser can't suspend. */
  readonly #stacks: Stacks | null;
  readonly #askForInput: () => void;
  /** Tells the page that what was typed at the console is being evaluated. */
  readonly evaluationStarted: () => void;
  readonly #onLost: (reason: unknown) => void;
  /** Asks the page for a file. */
  readonly requestFile: (url: string) => void;
  /** Puts the content of a bundle where Python finds it. */
  readonly unpack: (bundle: ArrayBuffer) => void;
  /** Where the practice internet tells of requests; set before a program runs. */
  exchanges: ExchangeBatch | null = null;
  readonly real = new RealInternet(() => this.#wake?.());
  readonly #ticker = new Ticker();
  /** What Python suspends on next; settled when it is to go on. */
  promise: Promise<void> = Promise.resolve();
  /** Threads that have not begun, and how to go on with those that have. */
  readonly #newThreads = new Map<number, PyCallable>();
  readonly #suspendedThreads = new Map<number, () => void>();
  #stopPending = false;
  #lines: string[] = [];
  #inputEnded = false;
  #wake: (() => void) | null = null;
  #flushTimer: ReturnType<typeof setTimeout> | null = null;
  /** Files that have come from the page, by address. */
  readonly #files = new Map<string, FetchedFile>();
  #commands: ConsoleCommand[] = [];
  #commandArrived: (() => void) | null = null;
  /** Undefined in a program without Postgres. */
  postgres: PostgresLine | undefined;
  /** Memory that nobody ever writes to, to block on. */
  #never: WebAssembly.Memory | null = null;

  constructor(
    clock: Clock,
    outbox: Outbox,
    slices: Slices,
    stacks: Stacks | null,
    askForInput: () => void,
    evaluationStarted: () => void,
    onLost: (reason: unknown) => void,
    requestFile: (url: string) => void,
    unpack: (bundle: ArrayBuffer) => void,
  ) {
    this.clock = clock;
    this.jspi = stacks !== null;
    this.#outbox = outbox;
    this.#slices = slices;
    this.#stacks = stacks;
    this.#askForInput = askForInput;
    this.evaluationStarted = evaluationStarted;
    this.#onLost = onLost;
    this.requestFile = requestFile;
    this.unpack = unpack;
  }

  /** From the page: Ctrl-C. */
  stop(): void {
    this.#stopPending = true;
    this.#wake?.();
  }

  /** From the page: a line of standard input without its newline, or null for its end. */
  type(line: string | null): void {
    if (line === null) {
      this.#inputEnded = true;
    } else {
      this.#lines.push(`${line}\n`);
    }
    this.#wake?.();
  }

  /** From the page: a file that was requested. */
  receiveFile(url: string, { content, failure }: Fetched): void {
    this.#files.set(url, { content, failure: failure ?? undefined });
    this.#wake?.();
  }

  /** All of standard input is known beforehand. */
  presetInput(text: string): void {
    this.#lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    this.#inputEnded = true;
  }

  /** The reader can type again, whatever the program has read. */
  reopenInput(): void {
    this.#lines = [];
    this.#inputEnded = false;
  }

  /** From the page: something to do for the console. */
  command(command: ConsoleCommand): void {
    this.#commands.push(command);
    this.#commandArrived?.();
    this.#wake?.();
  }

  takeCommand(): ConsoleCommand | undefined {
    return this.#commands.shift();
  }

  /** Resolves when there is a command; Python does nothing meanwhile. */
  async waitForCommand(): Promise<void> {
    while (this.#commands.length === 0) {
      await new Promise<void>((resolve) => {
        this.#commandArrived = resolve;
      });
    }
  }

  /** From the page: here is a Postgres, or will be. */
  connectPostgres(port: MessagePort): void {
    this.postgres = new LongLine(port, () => this.#wake?.());
  }

  /** One in this worker. */
  attachPostgres(postgres: Postgres): void {
    this.postgres = new ShortLine(postgres);
  }

  // From Python:

  /** Whether a Stop has arrived since the last call. */
  takeStop(): boolean {
    const pending = this.#stopPending;
    this.#stopPending = false;
    return pending;
  }

  /** Have `promise` last for `milliseconds` (negative: until a message). */
  wait(milliseconds: number): void {
    this.#flushSoon();
    this.#slices.end();
    this.promise = this.#sleep(milliseconds).then(() => this.#slices.begin());
  }

  /** Without JSPI: block the worker. Nothing can end this early but the end of the worker. */
  block(milliseconds: number): void {
    if (milliseconds < 0 || milliseconds > FRAME_MILLISECONDS) {
      this.#flush(); // no timer could, while the worker is blocked
    } else {
      this.#flushIfDue();
    }
    // SharedArrayBuffer is hidden from pages without COOP/COEP headers, a shared wasm memory isn't.
    this.#never ??= new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 });
    const timeout = milliseconds < 0 ? Number.POSITIVE_INFINITY : milliseconds;
    Atomics.wait(new Int32Array(this.#never.buffer), 0, 0, timeout);
  }

  /** The slice that has just ended could not be divided. */
  retrySlice(): void {
    this.#slices.retry();
  }

  /** Under a JavaScript frame a stack switch can't cross, time passes as it does in a busy loop. */
  spin(milliseconds: number): void {
    const end = this.clock.realMilliseconds() + milliseconds;
    while (this.clock.realMilliseconds() < end);
  }

  hasCommand(): boolean {
    return this.#commands.length > 0;
  }

  hasInput(): boolean {
    return this.#lines.length > 0 || this.#inputEnded;
  }

  hasFile(url: string): boolean {
    return this.#files.has(url);
  }

  /** What has come of a request; once. */
  takeFile(url: string): FetchedFile | undefined {
    const file = this.#files.get(url);
    this.#files.delete(url);
    return file;
  }

  /** Ask the reader for a line. */
  requestInput(): void {
    this.#outbox.flush();
    this.#askForInput();
  }

  /** The next line; undefined at the end of input. */
  takeInput(): string | undefined {
    return this.#lines.shift();
  }

  // Green threads. Python decides who runs; here are their stacks:

  /** `entry` is called, on a stack of its own, when `ident` is first resumed. */
  prepareThread(ident: number, entry: PyCallable): void {
    // Pyodide destroys its arguments when the call returns.
    this.#newThreads.set(ident, entry.copy() as PyCallable);
  }

  /** Have `promise` last until `leaving` is resumed, and resume `entering`. */
  switchThread(leaving: number, entering: number): void {
    this.promise = new Promise((resolve) => this.#suspendedThreads.set(leaving, resolve));
    this.resumeThread(entering);
  }

  /** Go on with `entering` as soon as the stack that calls this is suspended or gone. */
  resumeThread(entering: number): void {
    const resume = this.#suspendedThreads.get(entering);
    if (resume !== undefined) {
      this.#suspendedThreads.delete(entering);
      resume();
      return;
    }
    const entry = this.#newThreads.get(entering);
    this.#newThreads.delete(entering);
    if (entry !== undefined) {
      this.#begin(entry).catch(this.#onLost);
    }
  }

  async #begin(entry: PyCallable): Promise<void> {
    await entry.callPromising();
    entry.destroy();
  }

  /** A thread's first call. */
  threadHasBegun(): void {
    this.#stacks?.protect();
  }

  #flush(): void {
    this.#outbox.flush();
    this.exchanges?.flush();
  }

  #flushIfDue(): void {
    this.#outbox.flushIfDue();
    this.exchanges?.flushIfDue();
  }

  /**
   * Python is about to be suspended. What is left of its output must not wait for the next write;
   * but a wait without limit may be over at once, as one for Postgres is, and a message for each
   * of those would be a flood. A page that is busy gets no more than otherwise.
   */
  #flushSoon(): void {
    this.#flushIfDue();
    if (!(this.#outbox.isEmpty && (this.exchanges?.isEmpty ?? true))) {
      this.#flushTimer ??= setTimeout(() => {
        this.#flushTimer = null;
        this.#flushSoon();
      }, FRAME_MILLISECONDS);
    }
  }

  /** Sleep for `milliseconds`, or until woken (negative: only until woken). */
  async #sleep(milliseconds: number): Promise<void> {
    const due = this.clock.realMilliseconds() + milliseconds;
    let awake = false;
    const woken = new Promise<void>((resolve) => {
      this.#wake = () => {
        awake = true;
        resolve();
      };
    });
    if (milliseconds < 0) {
      await woken;
      return;
    }
    if (milliseconds >= SHORTEST_TIMER) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const elapsed = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, Math.min(Math.floor(milliseconds), LONGEST_TIMER));
      });
      await Promise.race([elapsed, woken]);
      clearTimeout(timer);
    }
    // At least one turn of the event loop, and the fraction that a timer drops.
    do {
      await this.#ticker.tick();
    } while (!awake && withinTick(due - this.clock.realMilliseconds()));
  }
}

/** Whether what is left of a sleep is too short for a timer. After an early wake-up it isn't. */
function withinTick(milliseconds: number): boolean {
  return milliseconds > 0 && milliseconds < SHORTEST_TIMER;
}

/** One turn of the worker's event loop: a macrotask without a timer's delay. */
class Ticker {
  readonly #channel = typeof setImmediate === "undefined" ? new MessageChannel() : null;
  #resolve: (() => void) | null = null;

  constructor() {
    if (this.#channel !== null) {
      this.#channel.port1.onmessage = () => this.#resolve?.();
    }
  }

  tick(): Promise<void> {
    return new Promise((resolve) => {
      if (typeof setImmediate === "undefined") {
        this.#resolve = resolve;
        this.#channel?.port2.postMessage(null);
      } else {
        // Node takes up to a thousand messages of one port before it looks at another's.
        setImmediate(resolve);
      }
    });
  }
}
