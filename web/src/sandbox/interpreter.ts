/**
 * One Python interpreter: wires Pyodide to the page's messages, runs one program and is then the
 * console over what it left.
 *
 * The same code runs in the browser's worker and, in the tests, in a worker of Node.
 */

import type { PyodideAPI } from "pyodide";
import type { PyCallable, PyProxy } from "pyodide/ffi";
import { assertNever } from "../lib/assert.ts";
import type { ClockMode, FromWorker, PlacedError, ToWorker } from "../protocol.ts";
import { unpackBundle } from "./bundles.ts";
import { Clock } from "./clock.ts";
import { ExchangeBatch } from "./exchanges.ts";
import { type ConsoleCommand, Machine } from "./machine.ts";
import { Outbox } from "./outbox.ts";
import { lossOf } from "./postgres-line.ts";
import type { Postgres } from "./postgres.ts";
import { Randomness } from "./randomness.ts";
import { Slices } from "./slices.ts";
import { Stacks } from "./stacks.ts";

type RunCommand = Extract<ToWorker, { type: "run" }>;

/** The methods of `_host.Session`. */
type Session = PyProxy & {
  readonly prepare: PyCallable;
  readonly install: PyCallable;
  readonly run: PyCallable;
  readonly idle: PyCallable;
  readonly evaluate: PyCallable;
  readonly complete: PyCallable;
};

export class Interpreter {
  readonly #pyodide: PyodideAPI;
  readonly #post: (message: FromWorker) => void;
  readonly #startPostgres: () => Promise<Postgres>;
  readonly #clock = new Clock();
  readonly #randomness = new Randomness();
  readonly #slices: Slices;
  readonly #outbox: Outbox;
  readonly #machine: Machine;
  readonly #session: Session;
  /** Rejected when another thread than the main one ends the interpreter. */
  readonly #threadLost: Promise<never>;
  #runId: number | null = null;
  /** Whether anything was printed while there was no run. */
  #printed = false;
  /** Whether the source of randomness has been chosen. */
  #drawn = false;
  #prepared: Promise<void> = Promise.resolve();
  /** What Python does; a Stop is meant for the one or the other. */
  #python: "waits" | "answers" | "goes on" = "waits";
  /** While packages are being fetched, before the program: something has arrived, or Stop was pressed. */
  #fetching: { readonly wake: () => void; readonly stop: () => void } | null = null;
  /** Stop was pressed while tasks went on: it is meant for what had just been asked for, too. */
  #nextIsStopped = false;

  /**
   * Connect a prepared Python, or a restored one, to the page.
   * @param post sends a message to the page.
   * @param startPostgres one in this worker, when what it is made of is here.
   */
  constructor(
    pyodide: PyodideAPI,
    post: (message: FromWorker) => void,
    startPostgres: () => Promise<Postgres>,
  ) {
    this.#pyodide = pyodide;
    this.#post = post;
    this.#startPostgres = startPostgres;
    const now = () => this.#clock.realMilliseconds();
    this.#slices = new Slices(now);
    this.#outbox = new Outbox((records, droppedLines) => {
      if (this.#runId !== null) {
        post({ type: "output", runId: this.#runId, records, droppedLines });
      } else {
        this.#printed = true;
      }
    }, now);
    const lost = Promise.withResolvers<never>();
    this.#threadLost = lost.promise;
    const tell = (type: "inputRequested" | "evaluationStarted") => {
      if (this.#runId !== null) {
        post({ type, runId: this.#runId });
      }
    };
    this.#machine = new Machine(
      this.#clock,
      this.#outbox,
      this.#slices,
      "Suspending" in WebAssembly ? new Stacks(pyodide) : null,
      () => tell("inputRequested"),
      () => tell("evaluationStarted"),
      lost.reject,
      (url) => this.#want(url),
      (bundle) => unpackBundle(pyodide, bundle),
    );
    // Python's sys.stdin is the kernel's; what reads past it must not reach the machine's own.
    pyodide.setStdin({ error: true });
    this.#machine.exchanges = new ExchangeBatch((exchanges) => {
      if (this.#runId !== null) {
        post({ type: "exchanges", runId: this.#runId, exchanges });
      }
    }, now);
    this.#redirectOutput("stdout");
    this.#redirectOutput("stderr");
    this.#session = importHost(pyodide).boot(this.#machine) as Session;
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

  /** The browser's own time, whatever Python is shown. */
  realMilliseconds(): number {
    return this.#clock.realMilliseconds();
  }

  /** Handle a message of the page. Those of another run than the current one are dropped here. */
  receive(message: ToWorker): void {
    if (message.type === "prepare") {
      this.#prepared = this.#prepare(message);
      return;
    }
    if (message.type === "run") {
      void this.#prepared.then(() => this.#run(message));
      return;
    }
    if (message.runId !== this.#runId) {
      return;
    }
    switch (message.type) {
      case "stop":
        this.#stop();
        break;
      case "evaluate":
      case "complete":
        this.#machine.command(message);
        break;
      case "input":
        this.#machine.type(message.line);
        break;
      case "file":
        this.#machine.receiveFile(message.url, message);
        this.#fetching?.wake();
        break;
      case "outputShown":
        this.#outbox.acknowledge();
        break;
      default:
        assertNever(message);
    }
  }

  /** Once: what was imported ahead has drawn what it would have drawn in the run. */
  #drawFrom(clock: ClockMode): void {
    if (!this.#drawn) {
      this.#drawn = true;
      this.#randomness.make(clock === "instant" ? "reproducible" : "real");
    }
  }

  async #prepare(command: Extract<ToWorker, { type: "prepare" }>): Promise<void> {
    const { packages, imports, clock } = command;
    let fit = false;
    this.#drawFrom(clock);
    try {
      for (const bundle of packages) {
        unpackBundle(this.#pyodide, bundle);
      }
      fit = await this.#ask<boolean>(this.#session.prepare, imports);
      this.#outbox.flush();
    } catch {
      // What can't be imported is for the program to hear of.
    }
    this.#post({ type: "importsPrepared", fit: fit && !this.#printed });
  }

  async #run(command: RunCommand): Promise<void> {
    this.#runId = command.runId;
    if (command.stdin !== null) {
      this.#machine.presetInput(command.stdin);
    }
    this.#post({ type: "runStarted", runId: command.runId });
    this.#drawFrom(command.clock);
    const { postgres, ...program } = command;
    if (postgres !== undefined) {
      await this.#connectPostgres(postgres);
    }
    let lost = false;
    const messages = await this.#install(program).catch((reason: unknown) => {
      lost = true;
      return [this.#lostInRun(command.runId, reason)];
    });
    this.#send(messages);
    lost ||= messages.some((message) => message.type === "runEnded" && message.console === null);
    if (!lost) {
      await this.#serveConsole(command.runId);
    }
  }

  async #connectPostgres(port: MessagePort): Promise<void> {
    if (this.jspi) {
      this.#machine.connectPostgres(port);
    } else {
      // No message comes while a Python runs that can't be suspended.
      const started = this.#startPostgres().catch((reason: unknown) => () => String(reason));
      this.#machine.attachPostgres(await Promise.race([started, lossOf(port)]));
    }
  }

  /**
   * Install what the program is to find, and run it. Python says which files it lacks, and is asked
   * again with them: so it need not wait for any, which not every browser lets it do.
   */
  async #install({ packages, ...command }: RunCommand): Promise<FromWorker[]> {
    for (const bundle of packages) {
      unpackBundle(this.#pyodide, bundle);
    }
    const { install, run } = this.#session;
    if (command.wheelhouse !== null) {
      for (
        let wanted = await this.#ask<string[]>(install, command);
        wanted.length > 0;
        wanted = await this.#ask<string[]>(install, command)
      ) {
        if (!(await this.#fetchAll(wanted))) {
          return [stoppedBefore(command.runId)];
        }
      }
    }
    return this.#ask<FromWorker[]>(run, command);
  }

  /** @returns false if Stop was pressed first. */
  async #fetchAll(urls: readonly string[]): Promise<boolean> {
    let stopped = false;
    for (const url of urls) {
      this.#want(url);
    }
    while (!stopped && !urls.every((url) => this.#machine.hasFile(url))) {
      stopped = await new Promise<boolean>((resolve) => {
        this.#fetching = { wake: () => resolve(false), stop: () => resolve(true) };
      });
    }
    this.#fetching = null;
    return !stopped;
  }

  #want(url: string): void {
    if (this.#runId !== null) {
      this.#post({ type: "fileWanted", runId: this.#runId, url });
    }
  }

  /** Until the page ends the worker, or the console. */
  async #serveConsole(runId: number): Promise<void> {
    this.#machine.reopenInput();
    try {
      for (let exited = false; !exited;) {
        const command = await this.#nextCommand();
        const { evaluate, complete } = this.#session;
        const messages = await this.#ask<FromWorker[]>(
          command.type === "evaluate" ? evaluate : complete,
          command,
        );
        this.#send(messages);
        exited = messages.some((message) => message.type === "evaluated" && message.exited);
      }
    } catch (reason) {
      const { error } = describeEnd(reason);
      if (error !== null) {
        this.#write(error);
      }
      this.#send([{ type: "evaluated", runId, exited: true }]);
    }
  }

  async #nextCommand(): Promise<ConsoleCommand> {
    if (this.jspi && !this.#machine.hasCommand()) {
      this.#python = "goes on";
      try {
        await this.#enter(this.#session.idle);
      } finally {
        this.#python = "waits";
      }
      this.#outbox.flush();
      if (this.#nextIsStopped) {
        this.#nextIsStopped = false;
        this.#dropInput();
      }
    }
    // Python that can't be suspended does nothing meanwhile; nor does one that won't wait.
    await this.#machine.waitForCommand();
    const command = this.#machine.takeCommand();
    return command ?? this.#nextCommand();
  }

  /** Have Python answer one of the page's messages. */
  async #ask<T>(method: PyCallable, message: object): Promise<T> {
    this.#python = "answers";
    try {
      return JSON.parse(await this.#enter(method, JSON.stringify(message))) as T;
    } finally {
      this.#python = "waits";
    }
  }

  async #enter(method: PyCallable, ...texts: string[]): Promise<string> {
    this.#slices.enable(true);
    try {
      return this.jspi
        ? await Promise.race([method.callPromising(...texts), this.#threadLost])
        : method(...texts);
    } finally {
      this.#slices.enable(false);
    }
  }

  #send(messages: readonly FromWorker[]): void {
    this.#outbox.flush();
    this.#machine.exchanges?.flush();
    for (const message of messages) {
      this.#post(message);
    }
  }

  #stop(): void {
    switch (this.#python) {
      case "answers":
        this.#machine.stop();
        break;
      case "goes on":
        // A task may compute without end: nothing that was asked for begins before it has stopped.
        this.#machine.stop();
        this.#nextIsStopped = true;
        break;
      case "waits":
        this.#fetching?.stop();
        this.#dropInput();
        break;
      default:
        assertNever(this.#python);
    }
  }

  /** At the prompt there is nothing to interrupt, unless it has just been asked for. */
  #dropInput(): void {
    const command = this.#machine.takeCommand();
    if (command?.type === "evaluate") {
      const { runId } = command;
      this.#send([{ type: "evaluationStarted", runId }]);
      this.#outbox.write("stderr", "KeyboardInterrupt\n", this.#clock.elapsedSeconds());
      this.#send([{ type: "evaluated", runId, exited: false }]);
    } else if (command !== undefined) {
      this.#machine.command(command);
    }
  }

  /** The interpreter itself is gone, and could not say why: say it in its place. */
  #lostInRun(runId: number, reason: unknown): FromWorker {
    const durationSeconds = this.#clock.elapsedSeconds();
    const { outcome, error } = describeEnd(reason);
    if (error !== null) {
      this.#write(error);
    }
    return { type: "runEnded", runId, outcome, error, durationSeconds, console: null };
  }

  #write({ type, message }: PlacedError): void {
    this.#outbox.write("stderr", `${type}: ${message}\n`, this.#clock.elapsedSeconds());
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

type HostModule = PyProxy & Readonly<Record<"prepare" | "boot" | "boot_language", PyCallable>>;

/** The one Python module that sees JavaScript. */
export function importHost(pyodide: PyodideAPI): HostModule {
  return pyodide.pyimport("asyncarium._host") as HostModule;
}

/** Bring Python so far that nothing but the connection to a worker is missing. */
export function preparePython(pyodide: PyodideAPI): void {
  const host = importHost(pyodide);
  host.prepare("Suspending" in WebAssembly);
  // A snapshot can hold no reference to JavaScript, which a proxy is.
  host.destroy();
}

/** Stop, while the program's packages were still on their way. */
function stoppedBefore(runId: number): FromWorker {
  const error = null;
  return { type: "runEnded", runId, outcome: "stopped", error, durationSeconds: 0, console: null };
}

type LostEnd = { readonly outcome: "finished" | "failed"; readonly error: PlacedError | null };

/** How an interpreter has ended that is gone. */
function describeEnd(reason: unknown): LostEnd {
  const status = (reason as { status?: unknown }).status;
  return status === 0
    ? { outcome: "finished", error: null }
    : { outcome: "failed", error: describeLoss(reason, status) };
}

function describeLoss(reason: unknown, status: unknown): PlacedError {
  if (typeof status === "number") {
    return {
      type: "SystemExit",
      message: `os._exit(${status}) ended the interpreter at once: nothing was cleaned up`,
      line: null,
      place: null,
    };
  }
  if (reason instanceof RangeError) {
    return {
      type: "RecursionError",
      message:
        "the program nested calls deeper than the browser's stack, and the interpreter was lost",
      line: null,
      place: null,
    };
  }
  const message = String((reason as { message?: unknown }).message ?? reason).slice(0, 2_000);
  const crash = `the interpreter crashed: ${message}`;
  return { type: "InterpreterCrash", message: crash, line: null, place: null };
}
