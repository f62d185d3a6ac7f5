/**
 * Entry point of the sandbox frame: compiles the engine once and starts workers.
 *
 * The frame has an opaque origin and a CSP without any network; its workers inherit both. It keeps
 * no state but the engine and the workers, and never sees what they and the page tell each other.
 */

import { assertNever } from "../lib/assert.ts";
import type { EngineFiles, FromFrame, ToFrame } from "../protocol.ts";
import type { BootMessage } from "./boot.ts";

/** The source of worker.ts, bundled; the build puts it into the frame's document. */
declare const WORKER_SOURCE: string;

const workers = new Map<number, Worker>();
const workerUrl = blobUrl(WORKER_SOURCE);
let engine: Promise<BootMessage> | null = null;

const post = (message: FromFrame) => parent.postMessage(message, "*");

globalThis.onmessage = (event: MessageEvent<ToFrame>) => {
  if (event.source !== parent) {
    return;
  }
  const message = event.data;
  switch (message.type) {
    case "prepare":
      engine = prepare(message.files, message.jspi);
      engine.then(
        () => post({ type: "prepared" }),
        (reason) => post({ type: "prepareFailed", reason: String(reason) }),
      );
      break;
    case "spawn":
      spawn(message.interpreterId, event.ports[0]).catch((reason: unknown) => {
        const { interpreterId } = message;
        post({ type: "interpreterDied", interpreterId, reason: String(reason) });
      });
      break;
    case "kill":
      workers.get(message.interpreterId)?.terminate();
      workers.delete(message.interpreterId);
      break;
    default:
      assertNever(message);
  }
};
post({ type: "frameReady" });

async function prepare(files: EngineFiles, jspi: boolean): Promise<BootMessage> {
  return {
    loaderUrl: blobUrl(files.loader),
    glueUrl: blobUrl(files.glue),
    wasm: await WebAssembly.compile(files.wasm),
    python: files.python,
    jspi,
  };
}

async function spawn(interpreterId: number, port: MessagePort | undefined): Promise<void> {
  if (engine === null || port === undefined) {
    throw new Error("spawn before prepare, or without a port");
  }
  const worker = new Worker(workerUrl);
  workers.set(interpreterId, worker);
  worker.onerror = (event) => {
    post({ type: "interpreterDied", interpreterId, reason: event.message || "no reason given" });
  };
  worker.postMessage(await engine, [port]);
}

function blobUrl(source: string | ArrayBuffer): string {
  return URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
}
