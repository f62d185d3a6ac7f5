/** The browser's worker with a Postgres, in Node: the same engine, made of the same parts. */

import { workerData } from "node:worker_threads";
import { type Port, servePostgres } from "../../web/src/sandbox/postgres.ts";

export type PostgresData = {
  readonly port: Port;
  /** Compiled once for all workers, as the sandbox frame does. */
  readonly wasm: WebAssembly.Module;
  readonly data: Uint8Array<ArrayBuffer>;
  readonly cluster: Uint8Array<ArrayBuffer>;
};

const { port, wasm, data, cluster } = workerData as PostgresData;
await servePostgres({ wasm, data: new Blob([data]), cluster: new Blob([cluster]) }, port);
