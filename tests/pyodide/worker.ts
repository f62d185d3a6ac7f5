/** The browser's worker, in Node: the same Interpreter on the same engine. */

import nodeCrypto from "node:crypto";
import { type MessagePort, workerData } from "node:worker_threads";
import type { FromWorker } from "../../web/src/protocol.ts";

export type WorkerData = {
  readonly port: MessagePort;
  readonly engineDirectory: string;
  readonly pythonZip: string;
  /** Compiled once for all workers, as the sandbox frame does. */
  readonly wasm: WebAssembly.Module;
  readonly jspi: boolean;
};
const { port, engineDirectory, pythonZip, wasm, jspi } = workerData as WorkerData;

if (!jspi) {
  Reflect.deleteProperty(WebAssembly, "Suspending");
}
const { loadPyodide } = await import("pyodide");
const { PYTHON_ENVIRONMENT } = await import("../../web/src/sandbox/boot.ts");
const { Interpreter } = await import("../../web/src/sandbox/interpreter.ts");

const post = (message: FromWorker) => port.postMessage(message);
const instantiate = WebAssembly.instantiate;
WebAssembly.instantiate = (async (source: ArrayBuffer, imports?: WebAssembly.Imports) =>
  // Pyodide also instantiates a helper of a few bytes.
  source.byteLength > 1_000_000
    ? { module: wasm, instance: await instantiate(wasm, imports) }
    : instantiate(source, imports)) as typeof instantiate;
const pyodide = await loadPyodide({
  indexURL: engineDirectory,
  stdLibURL: pythonZip,
  env: PYTHON_ENVIRONMENT,
});
WebAssembly.instantiate = instantiate;
// Emscripten asks Node where it would ask a browser's crypto.getRandomValues.
nodeCrypto.randomFillSync = ((view: Uint8Array<ArrayBuffer>) =>
  crypto.getRandomValues(view)) as typeof nodeCrypto.randomFillSync;
const interpreter = new Interpreter(pyodide, post);
port.on("message", (message) => interpreter.receive(message));
post({ type: "ready", jspi: interpreter.jspi });
