/** Where Python's library is kept unpacked between visits: Cache Storage, under the build's id. */

import { canHash } from "../lib/sha256.ts";
import { readStored } from "../lib/storage.ts";
import { cacheName, removeOutdated } from "../offline/caches.ts";

/** What comes back may be damaged. @throws DOMException where the browser's storage fails. */
export class LibraryStore {
  readonly #site: string;
  readonly #build: string;
  readonly #request: string;

  /** @param site the path that the site is served under. */
  constructor(site: string, build: string) {
    this.#site = site;
    this.#build = build;
    this.#request = `${site}library`;
  }

  /** Null also where there is no storage, no means to check what it gives back, or no consent. */
  async find(): Promise<Response | null> {
    if (!available()) {
      return null;
    }
    // open() would make an empty one.
    const cache = (await caches.has(this.#name)) ? await caches.open(this.#name) : null;
    return (await cache?.match(this.#request)) ?? null;
  }

  /** Keep it, where that is possible and wanted; those of builds that no tab shows are removed. */
  async write(library: Blob): Promise<void> {
    if (available()) {
      await removeOutdated(this.#site, this.#build, ["library"]);
      await (await caches.open(this.#name)).put(this.#request, new Response(library));
    }
  }

  async remove(): Promise<void> {
    await caches.delete(this.#name);
  }

  get #name(): string {
    return cacheName(this.#site, "library", this.#build);
  }
}

function available(): boolean {
  return canHash() && readStored("offline") !== "off";
}
