/**
 * Puts PostgreSQL into the site, for programs that use it: the engine, what it reads, and a
 * database cluster that is made here, because that would take the reader several seconds.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import type { Plugin } from "vite";
import { bundle } from "./bundle.ts";
import { type Packed, packOnDemand } from "./on-demand.ts";
import { startPacker } from "./packer.ts";
import { cacheFolder, root } from "./folders.ts";
import { fingerprint } from "./hash.ts";

const folder = dirname(createRequire(import.meta.url).resolve("@electric-sql/pglite"));
const seed = join(root, "py/postgres.sql");
const packer = join(root, "py/pack.py");

/** Where each of the parts ends, in the file of all of them; in this order. */
export type PostgresSizes = Readonly<Record<"script" | "wasm" | "data" | "cluster", number>>;

export type PackedPostgres = Packed & { readonly sizes: PostgresSizes };

/** PGlite would derive addresses from its own; nothing is asked of them, it is given all parts. */
const NO_ADDRESS = { "import.meta.url": '"https://postgres.invalid/"' };

/** All parts, one after the other, compressed. */
export async function packPostgres(): Promise<PackedPostgres> {
  const parts = {
    script: Buffer.from(await bundle("sandbox/postgres-worker.ts", NO_ADDRESS, "silent")),
    wasm: readFileSync(join(folder, "pglite.wasm")),
    data: readFileSync(join(folder, "pglite.data")),
    cluster: readFileSync(await postgresCluster()),
  };
  const sizes = {
    script: parts.script.length,
    wasm: parts.wasm.length,
    data: parts.data.length,
    cluster: parts.cluster.length,
  };
  const all = Buffer.concat(Object.values(parts));
  const path = cached("postgres", "xz", { all });
  if (!existsSync(path)) {
    writeFileSync(path, await compress(all));
  }
  return { ...packOnDemand("postgres.xz", readFileSync(path)), sizes };
}

/** `virtual:postgres-sizes`. */
export function postgresPlugin({ sizes }: PackedPostgres): Plugin {
  const id = "virtual:postgres-sizes";
  return {
    name: "asyncarium:postgres",
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load: (source) => (source === `\0${id}` ? `export default ${JSON.stringify(sizes)};` : null),
  };
}

/** The path of the cluster's archive; with the table that every run finds in it. */
export async function postgresCluster(): Promise<string> {
  const sql = readFileSync(seed, "utf8");
  const path = cached("cluster", "tar", {
    wasm: readFileSync(join(folder, "pglite.wasm")),
    data: readFileSync(join(folder, "pglite.data")),
    sql,
    options: OPTIONS.join(),
  });
  if (!existsSync(path)) {
    const database = await PGlite.create({ initDbStartParams: [...OPTIONS] });
    await database.exec(sql);
    await database.exec("VACUUM FREEZE ANALYZE");
    // What is in the log would have to be done again at every start.
    await database.exec("CHECKPOINT");
    const tar = await database.dumpDataDir("none");
    await database.close();
    writeFileSync(path, Buffer.from(await tar.arrayBuffer()));
  }
  return path;
}

/** Segments of the write-ahead log are 16 MB each, unless something else is asked for. */
const OPTIONS: readonly string[] = ["--wal-segsize=1"];

/** Where what is made of these inputs is kept. */
function cached(
  name: string,
  extension: string,
  inputs: Readonly<Record<string, string | Uint8Array>>,
): string {
  mkdirSync(cacheFolder, { recursive: true });
  return join(cacheFolder, `${name}-${fingerprint(Object.entries(inputs))}.${extension}`);
}

async function compress(content: Buffer): Promise<Uint8Array> {
  const { pyodide, module, path } = await startPacker(packer);
  pyodide.FS.writeFile("/plain", content);
  module.compress(path("/plain"), path("/packed"));
  return pyodide.FS.readFile("/packed");
}

/** The paths of the parts that an engine in Node is made of. */
export async function postgresParts(): Promise<
  Readonly<Record<"wasm" | "data" | "cluster", string>>
> {
  return {
    wasm: join(folder, "pglite.wasm"),
    data: join(folder, "pglite.data"),
    cluster: await postgresCluster(),
  };
}
