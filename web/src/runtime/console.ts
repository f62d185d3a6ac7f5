/**
 * The console over what a program left, from the page's side.
 *
 *     idle ──evaluate(), complete()──▶ asked ──inputIncomplete, evaluated, completions──▶ idle
 *                                        └──stop()──▶ stopping ── not obeyed in 1 s ──▶ closed
 *     (any) ── exit(), another run, the tab rests ──▶ closed
 */

import { assertNever } from "../lib/assert.ts";
import type {
  FromWorker,
  LeftForConsole,
  NetworkExchange,
  OutputRecord,
  WrittenFile,
} from "../protocol.ts";
import { STOP_GRACE_MILLISECONDS } from "./run.ts";

/** Why a console is no more. */
export type ConsoleEnd =
  "exited" | "left" | "another program" | "elsewhere" | "resting" | "killed" | "flood";

export type Written = { readonly files: readonly WrittenFile[]; readonly more: number };

export type Completions = { readonly replaced: number; readonly words: readonly string[] };

export type ConsoleListener = {
  /** As `RunListener.onOutput`; also between two inputs, where tasks go on. */
  readonly onOutput: (records: OutputRecord[], droppedLines: number, shown: () => void) => void;
  /** `input()` waits for a line: answer with `ConsoleSession.input`. */
  readonly onInputRequested: () => void;
  /** Nothing was evaluated: what was typed goes on in the next line. */
  readonly onIncomplete: () => void;
  readonly onStarted: () => void;
  readonly onEvaluated: () => void;
  readonly onCompletions: (completions: Completions) => void;
  readonly onFiles: (written: Written) => void;
  readonly onExchanges?: (exchanges: readonly NetworkExchange[]) => void;
  /** The last call. */
  readonly onClosed: (end: ConsoleEnd) => void;
};

export type ConsoleCommands = {
  readonly evaluate: (text: string) => void;
  readonly complete: (text: string) => void;
  readonly stop: () => void;
  readonly input: (line: string | null) => void;
  readonly outputShown: () => void;
  readonly kill: () => void;
};

/** What is to be answered; "evaluating" once the worker has said that it has begun to. */
type Asked = "evaluate" | "evaluating" | "complete";

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "asked"; readonly what: Asked }
  | {
      readonly kind: "stopping";
      readonly what: Asked;
      readonly killTimer: ReturnType<typeof setTimeout>;
    }
  | { readonly kind: "closed" };

/** What the worker says of a console. */
export type ConsoleEvent = Extract<
  FromWorker,
  {
    type:
      | "output"
      | "inputRequested"
      | "filesWritten"
      | "exchanges"
      | "inputIncomplete"
      | "evaluationStarted"
      | "evaluated"
      | "completions";
  }
>;

export class ConsoleSession {
  /** What the program left, and what not. */
  readonly left: LeftForConsole;
  /** Whether tasks go on between two inputs, and `input()` and Stop work. */
  readonly suspends: boolean;
  readonly #commands: ConsoleCommands;
  #listener: ConsoleListener | null = null;
  #state: State = { kind: "idle" };
  #hasBeenAsked = false;

  constructor(left: LeftForConsole, suspends: boolean, commands: ConsoleCommands) {
    this.left = left;
    this.suspends = suspends;
    this.#commands = commands;
  }

  /** Who hears of all that happens; at once, before anything could. */
  attach(listener: ConsoleListener): void {
    this.#listener = listener;
  }

  /** Whether an answer is on its way. */
  get busy(): boolean {
    return this.#state.kind === "asked" || this.#state.kind === "stopping";
  }

  /** Whether the reader has typed something here, and it goes on. */
  get inUse(): boolean {
    return this.#hasBeenAsked && this.#state.kind !== "closed";
  }

  evaluate(text: string): void {
    if (this.#state.kind === "idle") {
      this.#hasBeenAsked = true;
      this.#state = { kind: "asked", what: "evaluate" };
      this.#commands.evaluate(text);
    }
  }

  complete(text: string): void {
    if (this.#state.kind === "idle") {
      this.#hasBeenAsked = true;
      this.#state = { kind: "asked", what: "complete" };
      this.#commands.complete(text);
    }
  }

  /** Ctrl-C the first time; pressed again, or not obeyed within a second, the end. */
  stop(): void {
    switch (this.#state.kind) {
      case "asked": {
        const killTimer = setTimeout(() => this.close("killed"), STOP_GRACE_MILLISECONDS);
        this.#state = { ...this.#state, kind: "stopping", killTimer };
        this.#commands.stop();
        break;
      }
      case "stopping":
        this.close("killed");
        break;
      case "idle":
      case "closed":
        break;
      default:
        assertNever(this.#state);
    }
  }

  /** A line of standard input without its newline; null is its end. */
  input(line: string | null): void {
    if (this.#state.kind !== "closed") {
      this.#commands.input(line);
    }
  }

  /** End it, and its interpreter with it. */
  close(end: ConsoleEnd): void {
    if (this.#state.kind === "closed") {
      return;
    }
    this.#answered("evaluate", "evaluating", "complete");
    this.#state = { kind: "closed" };
    this.#commands.kill();
    this.#listener?.onClosed(end);
  }

  /** From the interpreter; what was not asked for is no answer. */
  receive(message: ConsoleEvent): void {
    if (this.#state.kind === "closed") {
      return;
    }
    switch (message.type) {
      case "output":
        this.#listener?.onOutput(message.records, message.droppedLines, this.#commands.outputShown);
        break;
      case "inputRequested":
        this.#listener?.onInputRequested();
        break;
      case "filesWritten":
        this.#listener?.onFiles(message);
        break;
      case "exchanges":
        this.#listener?.onExchanges?.(message.exchanges);
        break;
      case "evaluationStarted":
        if (this.#began()) {
          this.#listener?.onStarted();
        }
        break;
      case "inputIncomplete":
        if (this.#answered("evaluate")) {
          this.#listener?.onIncomplete();
        }
        break;
      case "completions":
        if (this.#answered("complete")) {
          this.#listener?.onCompletions(message);
        }
        break;
      case "evaluated":
        if (this.#answered("evaluate", "evaluating")) {
          this.#listener?.onEvaluated();
        }
        // A task may end the interpreter while nothing is asked.
        if (message.exited) {
          this.close("exited");
        }
        break;
      default:
        assertNever(message);
    }
  }

  #began(): boolean {
    const state = this.#state;
    if ((state.kind !== "asked" && state.kind !== "stopping") || state.what !== "evaluate") {
      return false;
    }
    this.#state = { ...state, what: "evaluating" };
    return true;
  }

  /** @returns whether one of `expected` was asked for; nothing is any more, then. */
  #answered(...expected: readonly Asked[]): boolean {
    const state = this.#state;
    if ((state.kind !== "asked" && state.kind !== "stopping") || !expected.includes(state.what)) {
      return false;
    }
    if (state.kind === "stopping") {
      clearTimeout(state.killTimer);
    }
    this.#state = { kind: "idle" };
    return true;
  }
}
