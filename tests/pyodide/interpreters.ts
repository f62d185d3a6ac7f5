/** Interpreters as the page has them, each in a worker of Node. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import * as v from "valibot";
import { postgresParts } from "../../web/build/postgres.ts";
import { engineDirectory } from "../../web/build/folders.ts";
import { pythonArchive } from "../../web/build/python.ts";
import { FromSnapshotMaker } from "../../web/src/protocol.ts";
import { Interpreter } from "../../web/src/runtime/interpreter.ts";
import type { PostgresData } from "./postgres.ts";
import type { WorkerData } from "./worker.ts";

const { zip: pythonZip } = await pythonArchive();
const wasm = await WebAssembly.compile(readFileSync(join(engineDirectory, "pyodide.asm.wasm")));

/**
 * Start one from the snapshot, as the page does from its second interpreter on; it is `ready`
 * later. The browser's tests start theirs from nothing.
 */
export async function startInterpreter(jspi: boolean): Promise<Interpreter> {
  snapshots.set(jspi, snapshots.get(jspi) ?? takeSnapshot(jspi));
  const snapshot = (await snapshots.get(jspi)) ?? null;
  const { port1, port2 } = new MessageChannel();
  const worker = startWorker(port2, { jspi, task: "run", snapshot });
  let postgres: Worker | undefined;
  const terminate = () => {
    void worker.terminate();
    void postgres?.terminate();
  };
  const connectPostgres = () => {
    const { port1, port2 } = new MessageChannel();
    void postgresFiles().then((files) => {
      if (!jspi) {
        worker.postMessage(files);
        return;
      }
      postgres = new Worker(new URL("./postgres.ts", import.meta.url), {
        workerData: { port: port1, ...files },
        transferList: [port1],
      });
    });
    return port2 as unknown as globalThis.MessagePort;
  };
  const port = port1 as unknown as globalThis.MessagePort;
  const interpreter = new Interpreter(port, terminate, connectPostgres);
  worker.on("error", (error: unknown) => interpreter.died(String(error)));
  return interpreter;
}

/** One that answers an editor's questions; the page's port to it. */
export async function startLanguage(): Promise<MessagePort> {
  const snapshot = await takeSnapshot(true);
  const { port1, port2 } = new MessageChannel();
  startWorker(port2, { jspi: true, task: "language", snapshot });
  return port1;
}

let files: Promise<Omit<PostgresData, "port">> | undefined;

function postgresFiles(): Promise<Omit<PostgresData, "port">> {
  files ??= readPostgresFiles();
  return files;
}

async function readPostgresFiles(): Promise<Omit<PostgresData, "port">> {
  const paths = await postgresParts();
  const read = (path: string) => new Uint8Array(readFileSync(path));
  const wasm = await WebAssembly.compile(read(paths.wasm));
  return { wasm, data: read(paths.data), cluster: read(paths.cluster) };
}

const snapshots = new Map<boolean, Promise<ArrayBuffer>>();

async function takeSnapshot(jspi: boolean): Promise<ArrayBuffer> {
  const { port1, port2 } = new MessageChannel();
  const worker = startWorker(port2, { jspi, task: "snapshot", snapshot: null });
  const message = await new Promise<unknown>((resolve, reject) => {
    port1.once("message", resolve);
    worker.once("error", reject);
  });
  port1.close();
  await worker.terminate();
  const { snapshot } = v.parse(FromSnapshotMaker, message) as { snapshot: ArrayBuffer };
  return snapshot;
}

function startWorker(
  port: MessagePort,
  task: Pick<WorkerData, "jspi" | "task" | "snapshot">,
): Worker {
  const workerData: WorkerData = { port, engineDirectory, pythonZip, wasm, ...task };
  return new Worker(new URL("./worker.ts", import.meta.url), { workerData, transferList: [port] });
}
