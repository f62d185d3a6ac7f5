/**
 * One run of a program, from the page's side.
 *
 *     running ──stop()──▶ stopping ──runEnded──▶ ended: stopped (or what the program made of it)
 *        │                   └──── stop() again, or 1 s ──▶ ended: killed
 *        └──runEnded──▶ ended: finished | failed
 */

import type { NetworkExchange, OutputRecord, PlacedError } from "../protocol.ts";
import type { ConsoleSession, Written } from "./console.ts";

/** How long a program may take to clean up after a Stop, in milliseconds. */
export const STOP_GRACE_MILLISECONDS = 1_000;

/** Why a worker was ended: its program did not stop when asked, or sent more than a program can need. */
export type KillReason = "deaf" | "flood";

export type Ending = {
  readonly outcome: "finished" | "failed" | "stopped" | "killed";
  readonly error: PlacedError | null;
  readonly durationSeconds: number;
  /** Of what was killed. */
  readonly reason?: KillReason;
};

export type RunListener = {
  /** Output has arrived; call `shown` when the reader can see it, to get more. */
  readonly onOutput: (records: OutputRecord[], droppedLines: number, shown: () => void) => void;
  /** The program waits for a line of input: answer with `Run.input`. */
  readonly onInputRequested: () => void;
  readonly onStopping: () => void;
  /** Which files the program has written; before its end. */
  readonly onFiles?: (written: Written) => void;
  /** What the program has asked of the practice internet, and what came of it. */
  readonly onExchanges?: (exchanges: readonly NetworkExchange[]) => void;
  /** The last call but `onConsole`. */
  readonly onEnd: (ending: Ending) => void;
  /** What the program left can be looked at. Whoever does not want that ends its interpreter. */
  readonly onConsole?: (console: ConsoleSession) => void;
};

type Commands = {
  readonly stop: () => void;
  readonly input: (line: string | null) => void;
  readonly outputShown: () => void;
  readonly kill: () => void;
};

type State =
  | { readonly kind: "running" }
  | { readonly kind: "stopping"; readonly killTimer: ReturnType<typeof setTimeout> }
  | { readonly kind: "ended" };

export class Run {
  /** Every message about this run carries it. */
  readonly id: number;
  readonly listener: RunListener;
  readonly #commands: Commands;
  #state: State = { kind: "running" };
  #startedAt = performance.now();

  constructor(id: number, listener: RunListener, commands: Commands) {
    this.id = id;
    this.listener = listener;
    this.#commands = commands;
  }

  /** Ctrl-C the first time; pressed again, or not obeyed within a second, the end. */
  stop(): void {
    switch (this.#state.kind) {
      case "running": {
        const killTimer = setTimeout(() => this.#kill(), STOP_GRACE_MILLISECONDS);
        this.#state = { kind: "stopping", killTimer };
        this.#commands.stop();
        this.listener.onStopping();
        break;
      }
      case "stopping":
        this.#kill();
        break;
      case "ended":
        break;
    }
  }

  /** A line of standard input without its newline; null is its end. */
  input(line: string | null): void {
    if (this.#state.kind !== "ended") {
      this.#commands.input(line);
    }
  }

  // From the interpreter:

  started(): void {
    this.#startedAt = performance.now();
  }

  output(records: OutputRecord[], droppedLines: number): void {
    this.listener.onOutput(records, droppedLines, this.#commands.outputShown);
  }

  inputRequested(): void {
    this.listener.onInputRequested();
  }

  ended(ending: Ending): void {
    if (this.#state.kind === "stopping") {
      clearTimeout(this.#state.killTimer);
    }
    if (this.#state.kind !== "ended") {
      this.#state = { kind: "ended" };
      const { outcome, error, durationSeconds, reason } = ending;
      const known = { outcome, error, durationSeconds };
      this.listener.onEnd(reason === undefined ? known : { ...known, reason });
    }
  }

  #kill(): void {
    this.#commands.kill();
    this.killed("deaf");
  }

  /** Its worker has been ended. */
  killed(reason: KillReason): void {
    const durationSeconds = this.#elapsedSeconds();
    this.ended({ outcome: "killed", error: null, durationSeconds, reason });
  }

  #elapsedSeconds(): number {
    return (performance.now() - this.#startedAt) / 1_000;
  }
}
