/** What PostgreSQL is made of: fetched when a program first wants one, and kept packed. */

import file from "virtual:on-demand/postgres";
import sizes from "virtual:postgres-sizes";
import type { PostgresFiles } from "../protocol.ts";
import { fetchOnDemand } from "./on-demand.ts";
import { unpack } from "./unpacking.ts";

export const POSTGRES_BYTES: number = file.bytes;

let loading: Promise<ArrayBuffer> | null = null;
let here = false;

/** Whether nothing has to be fetched for it. */
export function postgresIsHere(): boolean {
  return here;
}

/**
 * Its file, packed, once a visit.
 * @throws DownloadError when it is unreachable, missing or damaged.
 */
export function loadPostgres(): Promise<ArrayBuffer> {
  if (loading === null) {
    loading = fetchOnDemand(file);
    loading.then(
      () => (here = true),
      // Another try may fare better.
      () => (loading = null),
    );
  }
  return loading;
}

/** @throws Error when they can't be had, or are damaged. */
export async function unpackPostgres(): Promise<PostgresFiles> {
  const { script, wasm, data, cluster } = sizes;
  // A copy: unpacking takes it, and another sandbox may want it again.
  const packed = (await loadPostgres()).slice();
  const all = await unpack(packed, script + wasm + data + cluster);
  let begin = 0;
  const take = (size: number) => all.slice(begin, (begin += size));
  return { script: take(script), wasm: take(wasm), data: take(data), cluster: take(cluster) };
}
