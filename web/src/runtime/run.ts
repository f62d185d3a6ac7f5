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

export type Ending = {
  readonly outcome: "finished" | "failed" | "stopped" | "killed";
  readonly error: PlacedError | null;
  readonly durationSeconds: number;
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
      const { outcome, error, durationSeconds } = ending;
      this.listener.onEnd({ outcome, error, durationSeconds });
    }
  }

  #kill(): void {
    this.#commands.kill();
    this.killed();
  }

  /** Its worker has been ended. */
  killed(): void {
    this.ended({ outcome: "killed", error: null, durationSeconds: this.#elapsedSeconds() });
  }

  #elapsedSeconds(): number {
    return (performance.now() - this.#startedAt) / 1_000;
  }
}
