/**
 * Entry point of the sandbox frame: compiles the engine once and starts workers.
 *
 * The frame has an opaque origin and a CSP without any network; its workers inherit both. It keeps
 * no state but the engine and the workers, and never sees what they and the page tell each other.
 */

import { assertNever } from "../lib/assert.ts";
import { messageOf } from "../lib/message-of.ts";
import type { EngineFiles, FromFrame, PostgresFiles, ToFrame } from "../protocol.ts";
import type { BootMessage, ToWorkerOfFrame } from "./boot.ts";
import type { PostgresParts, PostgresScript } from "./postgres.ts";

/** The source of worker.ts, bundled; the build puts it into the frame's document. */
declare const WORKER_SOURCE: string;

const workers = new Map<number, Worker>();
const workerUrl = blobUrl(WORKER_SOURCE);
let engine: Engine | null = null;
let snapshot: ArrayBuffer | null = null;
const postgresWorkers = new Map<number, Worker>();
let postgres: Postgres | null = null;

type Postgres = { readonly scriptUrl: string; readonly parts: Promise<PostgresParts> };

type Task = Pick<BootMessage, "task" | "snapshot">;
type Engine = {
  readonly boot: Omit<BootMessage, keyof Task>;
  readonly wasm: Promise<WebAssembly.Module>;
  /** A blob, because all workers share one. */
  readonly library: PromiseWithResolvers<Blob>;
};

// This document has an address of its own, too. In a page that does not shut it in it does nothing.
if (self.origin !== "null") {
  throw new Error("this is no sandbox");
}

const post = (message: FromFrame) => parent.postMessage(message, "*");

globalThis.onmessage = (event: MessageEvent<ToFrame>) => {
  if (event.source !== parent) {
    return;
  }
  const message = event.data;
  switch (message.type) {
    case "prepare": {
      const began = performance.now();
      engine = prepare(message.files, message.jspi);
      engine.wasm.then(
        () => post({ type: "prepared", compileMilliseconds: performance.now() - began }),
        (reason) => post({ type: "prepareFailed", reason: messageOf(reason) }),
      );
      break;
    }
    case "useLibrary":
      engine?.library.resolve(new Blob([message.library]));
      break;
    case "useSnapshot":
      snapshot = message.snapshot;
      break;
    case "spawn":
      spawn(message.interpreterId, event.ports[0], { task: "run", snapshot });
      break;
    case "spawnSnapshotMaker":
      spawn(message.interpreterId, event.ports[0], { task: "snapshot", snapshot: null });
      break;
    case "spawnLanguage":
      spawn(message.interpreterId, event.ports[0], { task: "language", snapshot });
      break;
    case "usePostgres":
      postgres = preparePostgres(message.files);
      break;
    case "spawnPostgres":
      startPostgres(message.interpreterId, event.ports[0]);
      break;
    case "kill":
      for (const all of [workers, postgresWorkers]) {
        all.get(message.interpreterId)?.terminate();
        all.delete(message.interpreterId);
      }
      break;
    default:
      assertNever(message);
  }
};
post({ type: "frameReady" });

function prepare(files: EngineFiles, jspi: boolean): Engine {
  return {
    boot: {
      loaderUrl: blobUrl(files.loader),
      glueUrl: blobUrl(files.glue),
      jspi,
    },
    wasm: compile(files.wasm),
    library: Promise.withResolvers<Blob>(),
  };
}

/** async: there are browsers, locked down, without WebAssembly; that has to be said. */
async function compile(wasm: ArrayBuffer): Promise<WebAssembly.Module> {
  // The types say that it is always there.
  if (!("WebAssembly" in globalThis)) {
    throw new Error(
      "This browser has no WebAssembly, or it is switched off, as lock-down modes do.",
    );
  }
  return WebAssembly.compile(wasm);
}

function spawn(interpreterId: number, port: MessagePort | undefined, task: Task): void {
  start(interpreterId, port, task).catch((reason: unknown) => {
    post({ type: "interpreterDied", interpreterId, reason: String(reason) });
  });
}

async function start(
  interpreterId: number,
  port: MessagePort | undefined,
  task: Task,
): Promise<void> {
  if (engine === null || port === undefined) {
    throw new Error("spawn before prepare, or without a port");
  }
  const worker = new Worker(workerUrl);
  workers.set(interpreterId, worker);
  worker.onerror = (event) => {
    post({ type: "interpreterDied", interpreterId, reason: event.message || "no reason given" });
  };
  const hand = (message: ToWorkerOfFrame, transfer: Transferable[] = []) =>
    worker.postMessage(message, transfer);
  hand({ ...engine.boot, ...task }, [port]);
  void engine.library.promise.then((library) => hand({ library }));
  hand({ wasm: await engine.wasm });
}

function preparePostgres({ script, wasm, data, cluster }: PostgresFiles): Postgres {
  const files = { data: new Blob([data]), cluster: new Blob([cluster]) };
  const parts = compile(wasm).then((module) => ({ wasm: module, ...files }));
  parts.catch(() => {}); // told to whoever wants it
  return { scriptUrl: blobUrl(script), parts };
}

function startPostgres(interpreterId: number, port: MessagePort | undefined): void {
  const python = workers.get(interpreterId);
  if (postgres === null || port === undefined || python === undefined) {
    port?.close();
    return;
  }
  const { parts, scriptUrl } = postgres;
  const fail = (reason: string) => {
    port.postMessage({ type: "failed", reason });
  };
  if (!canSuspend()) {
    parts.then(
      (all) => python.postMessage({ scriptUrl, ...all } satisfies PostgresScript),
      (reason) => fail(String(reason)),
    );
    return;
  }
  // The script looks for this name.
  const worker = new Worker(scriptUrl, { name: "postgres" });
  postgresWorkers.set(interpreterId, worker);
  // The port stays here until there is somebody who can say that Postgres has failed.
  worker.onerror = ({ message }) => fail(message || "its worker could not be loaded");
  worker.onmessage = () => {
    worker.onerror = null;
    parts.then(
      (all) => worker.postMessage(all, [port]),
      (reason) => fail(String(reason)),
    );
  };
}

/** Whether Pythons here can be suspended, and hear what comes while they run. */
function canSuspend(): boolean {
  return engine?.boot.jspi === true && "Suspending" in WebAssembly;
}

function blobUrl(source: string | ArrayBuffer): string {
  return URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
}
