/** The browser's worker, in Node: the same Interpreter on the same engine, over a worker's port. */

import { parentPort, workerData } from "node:worker_threads";
import type { FromWorker } from "../../web/src/protocol.ts";

type Data = {
  readonly engineDirectory: string;
  readonly pythonZip: string;
  readonly jspi: boolean;
};
const { engineDirectory, pythonZip, jspi } = workerData as Data;

if (!jspi) {
  Reflect.deleteProperty(WebAssembly, "Suspending");
}
const { loadPyodide } = await import("pyodide");
const { Interpreter } = await import("../../web/src/sandbox/interpreter.ts");
const post = (message: FromWorker) => parentPort?.postMessage(message);

const pyodide = await loadPyodide({
  indexURL: engineDirectory,
  stdLibURL: pythonZip,
  env: { HOME: "/home/learner", PYTHONINSPECT: "" },
});
const interpreter = new Interpreter(pyodide, post);
parentPort?.on("message", (message) => interpreter.receive(message));
post({ type: "ready", jspi: interpreter.jspi });
