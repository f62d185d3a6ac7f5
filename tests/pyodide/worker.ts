/** The browser's worker, in Node: the same Interpreter on the same engine. */

import nodeCrypto from "node:crypto";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { FromLanguage, FromSnapshotMaker, FromWorker } from "../../web/src/protocol.ts";
import type { BootMessage, Glue } from "../../web/src/sandbox/boot.ts";
import type { Postgres } from "../../web/src/sandbox/postgres.ts";
import type { PostgresData } from "./postgres.ts";

export type WorkerData = {
  readonly port: MessagePort;
  readonly engineDirectory: string;
  readonly pythonZip: string;
  /** Compiled once for all workers, as the sandbox frame does. */
  readonly wasm: WebAssembly.Module;
} & Pick<BootMessage, "jspi" | "task" | "snapshot">;
const { port, engineDirectory, pythonZip, wasm, jspi, task, snapshot } = workerData as WorkerData;

if (!jspi) {
  Reflect.deleteProperty(WebAssembly, "Suspending");
}
const { loadPyodide } = await import("pyodide");
// Pyodide says nothing of its type.
const glue: string = "pyodide/pyodide.asm.mjs";
const { default: createPyodideModule } = (await import(glue)) as Glue;
const { PYTHON_ENVIRONMENT, startPython } = await import("../../web/src/sandbox/boot.ts");
const { Interpreter, preparePython } = await import("../../web/src/sandbox/interpreter.ts");
const { LanguageInterpreter } = await import("../../web/src/sandbox/language.ts");
const { takeSnapshot } = await import("../../web/src/sandbox/snapshot.ts");

/** Comes where Python can't be suspended, and has a program that wants it. */
const postgres = new Promise<Omit<PostgresData, "port">>((resolve) =>
  parentPort?.once("message", resolve),
);

async function startPostgresHere(): Promise<Postgres> {
  const { wasm, data, cluster } = await postgres;
  const { startPostgres } = await import("../../web/src/sandbox/postgres.ts");
  return startPostgres({ wasm, data: new Blob([data]), cluster: new Blob([cluster]) });
}

const instantiate = WebAssembly.instantiate;
WebAssembly.instantiate = (async (source: ArrayBuffer, imports?: WebAssembly.Imports) =>
  // Pyodide also instantiates a helper of a few bytes.
  source.byteLength > 1_000_000
    ? { module: wasm, instance: await instantiate(wasm, imports) }
    : instantiate(source, imports)) as typeof instantiate;
const began = performance.now();
const booted = await startPython(
  loadPyodide,
  { task, snapshot },
  { indexURL: engineDirectory, stdLibURL: pythonZip, env: PYTHON_ENVIRONMENT, createPyodideModule },
);
const { pyodide, restored, restoreFailure } = booted;
const bootMilliseconds = performance.now() - began;
WebAssembly.instantiate = instantiate;
// Emscripten asks Node where it would ask a browser's crypto.getRandomValues.
nodeCrypto.randomFillSync = ((view: Uint8Array<ArrayBuffer>) =>
  crypto.getRandomValues(view)) as typeof nodeCrypto.randomFillSync;
if (!restored) {
  preparePython(pyodide);
}
if (task === "language") {
  const post = (message: FromLanguage) => port.postMessage(message);
  const language = new LanguageInterpreter(pyodide, post);
  port.on("message", (message) => language.receive(message));
} else if (task === "run") {
  const post = (message: FromWorker) => port.postMessage(message);
  const interpreter = new Interpreter(pyodide, post, startPostgresHere);
  port.on("message", (message) => interpreter.receive(message));
  post({ type: "ready", jspi: interpreter.jspi, bootMilliseconds, restored, restoreFailure });
} else {
  const taken: FromSnapshotMaker = { type: "snapshotTaken", snapshot: takeSnapshot(pyodide) };
  port.postMessage(taken, [taken.snapshot]);
}
