/**
 * Where the snapshot of Python is kept between visits: Cache Storage, under the build's id. What
 * comes back is the bytes that were kept, or nothing.
 */

import { canHash, sha256 } from "../lib/sha256.ts";
import { readStored } from "../lib/storage.ts";
import { cacheName, removeOutdated } from "../offline/caches.ts";

const HASH_HEADER = "X-SHA256";

/** @throws DOMException where the browser's storage fails; the caller can do without. */
export class SnapshotStore {
  readonly #site: string;
  readonly #build: string;
  readonly #request: string;

  /**
   * @param site the path that the site is served under.
   * @param jspi whether the Python in it can be suspended. That is part of it, as are what else the
   *   browser can do, the reader's time zone and language: where they change, it is another one.
   */
  constructor(site: string, build: string, jspi: boolean) {
    this.#site = site;
    this.#build = build;
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const { userAgent, language } = navigator;
    const facts = { jspi: `${jspi}`, timeZone, language, userAgent };
    this.#request = `${site}snapshot?${new URLSearchParams(facts)}`;
  }

  /** Whether there is storage, the means to check what it gives back, and the reader's consent. */
  static get available(): boolean {
    return canHash() && readStored("offline") !== "off";
  }

  /** The snapshot; null if there is none, or only a damaged one, which is removed. */
  async read(): Promise<ArrayBuffer | null> {
    // open() would make an empty one.
    const name = cacheName(this.#site, "snapshot", this.#build);
    const cache = (await caches.has(name)) ? await caches.open(name) : null;
    const response = await cache?.match(this.#request);
    if (response === undefined) {
      return null;
    }
    // In Chromium a blob is three times as fast as reading the response itself.
    const bytes = await (await response.blob()).arrayBuffer();
    if ((await sha256(bytes)) !== response.headers.get(HASH_HEADER)) {
      await cache?.delete(this.#request);
      return null;
    }
    return bytes;
  }

  /** Keep this one in place of others; those of builds that no tab shows any more are removed. */
  async write(snapshot: ArrayBuffer): Promise<void> {
    const headers = { [HASH_HEADER]: await sha256(snapshot) };
    await removeOutdated(this.#site, this.#build, ["snapshot"]);
    const cache = await this.#open();
    await Promise.all((await cache.keys()).map((other) => cache.delete(other)));
    await cache.put(this.#request, new Response(snapshot, { headers }));
  }

  async remove(): Promise<void> {
    await (await this.#open()).delete(this.#request);
  }

  #open(): Promise<Cache> {
    return caches.open(cacheName(this.#site, "snapshot", this.#build));
  }
}
