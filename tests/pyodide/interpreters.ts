/** Interpreters as the page has them, each in a worker of Node. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MessageChannel, Worker } from "node:worker_threads";
import { engineDirectory, pythonArchive } from "../../web/build/python.ts";
import { Interpreter } from "../../web/src/runtime/interpreter.ts";
import type { WorkerData } from "./worker.ts";

const pythonZip = await pythonArchive();
const wasm = await WebAssembly.compile(readFileSync(join(engineDirectory, "pyodide.asm.wasm")));

/** Start one; it is `ready` later. */
export function startInterpreter(jspi: boolean): Interpreter {
  const { port1, port2 } = new MessageChannel();
  const data: WorkerData = { port: port2, engineDirectory, pythonZip, wasm, jspi };
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: data,
    transferList: [port2],
  });
  const interpreter = new Interpreter(port1 as unknown as globalThis.MessagePort, () => {
    void worker.terminate();
  });
  worker.on("error", (error: unknown) => interpreter.died(String(error)));
  return interpreter;
}
