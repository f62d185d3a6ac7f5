/** Entry point of the interpreter's worker: boots Python and connects it to the page's port. */

import type {
  FromLanguage,
  FromSnapshotMaker,
  FromWorker,
  ToLanguage,
  ToWorker,
} from "../protocol.ts";
import { type BootMessage, type Engine, type EnginePart, bootPyodide } from "./boot.ts";
import { Interpreter, preparePython } from "./interpreter.ts";
import { LanguageInterpreter } from "./language.ts";
import type { PostgresParts, PostgresScript, Postgres } from "./postgres.ts";
import { takeSnapshot } from "./snapshot.ts";

/** Comes where Python can't be suspended, and has a program that wants it. */
const postgres = Promise.withResolvers<PostgresScript>();

/** What postgres-worker.ts leaves. */
type PostgresGlobal = {
  readonly startPostgres: (parts: PostgresParts) => Promise<Postgres>;
};

const tasks = { run: serve, snapshot: makeSnapshot, language: serveLanguage } as const;

globalThis.onmessage = ({ data: message, ports: [port] }: MessageEvent<BootMessage>) => {
  const wasm = Promise.withResolvers<WebAssembly.Module>();
  const library = Promise.withResolvers<Blob>();
  globalThis.onmessage = ({ data }: MessageEvent<EnginePart | PostgresScript>) => {
    if ("scriptUrl" in data) {
      postgres.resolve(data);
    } else if ("wasm" in data) {
      wasm.resolve(data.wasm);
    } else {
      library.resolve(data.library);
    }
  };
  if (port === undefined) {
    throw new Error("the frame sent no port");
  }
  const engine = { wasm: wasm.promise, library: library.promise };
  tasks[message.task](message, engine, port).catch((reason: unknown) => {
    const failed: FromWorker = { type: "bootFailed", reason: String(reason).slice(0, 2_000) };
    port.postMessage(failed);
  });
};

async function serve(boot: BootMessage, engine: Engine, port: MessagePort): Promise<void> {
  const post = (message: FromWorker) => port.postMessage(message);
  const began = performance.now();
  const { pyodide, restored, restoreFailure } = await bootPyodide(boot, engine);
  if (!restored) {
    preparePython(pyodide);
  }
  const interpreter = new Interpreter(pyodide, post, startPostgres);
  // The interpreter's clock is Python's now; this one is not asked for it.
  const bootMilliseconds = interpreter.realMilliseconds() - began;
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => interpreter.receive(data);
  post({ type: "ready", jspi: interpreter.jspi, bootMilliseconds, restored, restoreFailure });
}

async function startPostgres(): Promise<Postgres> {
  const { scriptUrl, ...parts } = await postgres.promise;
  await import(/* @vite-ignore */ scriptUrl);
  // A classic script exports nothing.
  const { startPostgres } = globalThis as unknown as PostgresGlobal;
  return startPostgres(parts);
}

async function makeSnapshot(boot: BootMessage, engine: Engine, port: MessagePort): Promise<void> {
  const { pyodide } = await bootPyodide(boot, engine);
  preparePython(pyodide);
  const taken: FromSnapshotMaker = { type: "snapshotTaken", snapshot: takeSnapshot(pyodide) };
  port.postMessage(taken, [taken.snapshot]);
}

async function serveLanguage(boot: BootMessage, engine: Engine, port: MessagePort): Promise<void> {
  const post = (message: FromLanguage) => port.postMessage(message);
  // Nothing may be missed while Python boots.
  const opened = new Promise<ToLanguage>((resolve) => {
    port.onmessage = ({ data }) => resolve(data);
  });
  const { pyodide, restored } = await bootPyodide(boot, engine);
  if (!restored) {
    preparePython(pyodide);
  }
  const language = new LanguageInterpreter(pyodide, post);
  port.onmessage = ({ data }: MessageEvent<ToLanguage>) => language.receive(data);
  language.receive(await opened);
}
