/**
 * One Python interpreter: wires Pyodide to the page's messages and runs one program.
 *
 * The same code runs in the browser's worker and, in the tests, in a worker of Node.
 */

import type { PyodideAPI } from "pyodide";
import type { PyCallable, PyProxy } from "pyodide/ffi";
import { assertNever } from "../lib/assert.ts";
import type { FromWorker, ProgramError, ToWorker } from "../protocol.ts";
import { Clock } from "./clock.ts";
import { Machine } from "./machine.ts";
import { Outbox } from "./outbox.ts";
import { Randomness } from "./randomness.ts";
import { Slices } from "./slices.ts";
import { Stacks } from "./stacks.ts";

type RunCommand = Extract<ToWorker, { type: "run" }>;

export class Interpreter {
  readonly #pyodide: PyodideAPI;
  readonly #post: (message: FromWorker) => void;
  readonly #clock = new Clock();
  readonly #randomness = new Randomness();
  readonly #slices: Slices;
  readonly #outbox: Outbox;
  readonly #machine: Machine;
  readonly #runProgram: PyCallable;
  /** Rejected when another thread than the main one ends the interpreter. */
  readonly #threadLost: Promise<never>;
  #runId: number | null = null;

  /**
   * Boot our Python inside a loaded Pyodide.
   * @param post sends a message to the page.
   */
  constructor(pyodide: PyodideAPI, post: (message: FromWorker) => void) {
    this.#pyodide = pyodide;
    this.#post = post;
    const now = () => this.#clock.realMilliseconds();
    this.#slices = new Slices(now);
    this.#outbox = new Outbox((records, droppedLines) => {
      if (this.#runId !== null) {
        post({ type: "output", runId: this.#runId, records, droppedLines });
      }
    }, now);
    const lost = Promise.withResolvers<never>();
    this.#threadLost = lost.promise;
    const askForInput = () => {
      if (this.#runId !== null) {
        post({ type: "inputRequested", runId: this.#runId });
      }
    };
    this.#machine = new Machine(
      this.#clock,
      this.#outbox,
      this.#slices,
      "Suspending" in WebAssembly ? new Stacks(pyodide) : null,
      askForInput,
      lost.reject,
    );
    this.#redirectOutput("stdout");
    this.#redirectOutput("stderr");
    const host = pyodide.pyimport("asyncarium._host") as PyProxy & { boot: PyCallable };
    this.#runProgram = host.boot(this.#machine) as PyCallable;
    this.#clock.install();
    this.#randomness.install();
    if (this.#machine.jspi) {
      // Typed as a TypedArray, but read as `buffer[0]` only.
      pyodide.setInterruptBuffer(this.#slices as unknown as Uint8Array);
    }
  }

  get jspi(): boolean {
    return this.#machine.jspi;
  }

  /** Handle a message of the page. Those of another run than the current one are dropped here. */
  receive(message: ToWorker): void {
    if (message.type === "run") {
      void this.#run(message);
      return;
    }
    if (message.runId !== this.#runId) {
      return;
    }
    switch (message.type) {
      case "stop":
        this.#machine.stop();
        break;
      case "input":
        this.#machine.type(message.line);
        break;
      case "outputShown":
        this.#outbox.acknowledge();
        break;
      default:
        assertNever(message);
    }
  }

  async #run(command: RunCommand): Promise<void> {
    this.#runId = command.runId;
    if (command.stdin !== null) {
      this.#machine.presetInput(command.stdin);
    }
    this.#post({ type: "runStarted", runId: command.runId });
    const ended = await this.#runToEnd(command);
    this.#outbox.flush();
    this.#post(ended);
  }

  async #runToEnd(command: RunCommand): Promise<FromWorker> {
    const text = JSON.stringify(command);
    this.#randomness.make(command.clock === "instant" ? "reproducible" : "real");
    this.#slices.enable(true);
    try {
      const ended: string = this.jspi
        ? await Promise.race([this.#runProgram.callPromising(text), this.#threadLost])
        : this.#runProgram(text);
      return JSON.parse(ended) as FromWorker;
    } catch (reason) {
      return this.#lost(command.runId, reason);
    } finally {
      this.#slices.enable(false);
    }
  }

  /** The interpreter itself is gone, and could not say why: say it in its place. */
  #lost(runId: number, reason: unknown): FromWorker {
    const durationSeconds = this.#clock.elapsedSeconds();
    const status = (reason as { status?: unknown }).status;
    if (status === 0) {
      return { type: "runEnded", runId, outcome: "finished", error: null, durationSeconds };
    }
    const error = describeLoss(reason, status);
    this.#outbox.write("stderr", `${error.type}: ${error.message}\n`, durationSeconds);
    return { type: "runEnded", runId, outcome: "failed", error, durationSeconds };
  }

  #redirectOutput(stream: "stdout" | "stderr"): void {
    const decoder = new TextDecoder();
    const write = (bytes: Uint8Array): number => {
      const text = decoder.decode(bytes, { stream: true });
      this.#outbox.write(stream, text, this.#clock.elapsedSeconds());
      return bytes.length;
    };
    const options = { write, isatty: false };
    if (stream === "stdout") {
      this.#pyodide.setStdout(options);
    } else {
      this.#pyodide.setStderr(options);
    }
  }
}

function describeLoss(reason: unknown, status: unknown): ProgramError {
  if (typeof status === "number") {
    return {
      type: "SystemExit",
      message: `os._exit(${status}) ended the interpreter at once: nothing was cleaned up`,
      line: null,
    };
  }
  if (reason instanceof RangeError) {
    return {
      type: "RecursionError",
      message:
        "the program nested calls deeper than the browser's stack, and the interpreter was lost",
      line: null,
    };
  }
  const message = String((reason as { message?: unknown }).message ?? reason).slice(0, 2_000);
  return { type: "InterpreterCrash", message: `the interpreter crashed: ${message}`, line: null };
}
