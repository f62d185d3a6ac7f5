/**
 * Files of one build in one cache: read with their hash checked, and put back when they are
 * damaged or gone.
 */

import { hasList } from "./builds.ts";
import { FileError, checked, fetchExact } from "./exact.ts";
import { type SiteFile, isCheckedByThePage } from "./files.ts";

export class Shelf {
  readonly #name: string;
  readonly #scope: string;
  readonly #home: string;
  /** Whether anything is stored; not by what is under way when the reader removes it all. */
  storing = true;

  /**
   * @param name the cache's.
   * @param scope the address of the site's folder.
   * @param home the cache with the build's list, without which nothing is stored unasked.
   */
  constructor(name: string, scope: string, home = name) {
    this.#name = name;
    this.#scope = scope;
    this.#home = home;
  }

  /**
   * The file, from the cache if it is whole there, else from the network, which mends the cache.
   * @param suspect whether somebody found it damaged who otherwise checks it in our place.
   * @throws FileError when it can't be had.
   */
  async read(file: SiteFile, suspect = false): Promise<Response> {
    const check = suspect || !isCheckedByThePage(file.path);
    return (await this.#stored(file, check)) ?? (await this.#mend(file));
  }

  /** Whether the file is in the cache, byte for byte; reads all of it. */
  async has(file: SiteFile): Promise<boolean> {
    return (await this.#stored(file, true)) !== null;
  }

  /**
   * Make sure that the file is in the cache, byte for byte.
   * @throws FileError when it can't be had, or can't be stored.
   */
  async keep(file: SiteFile): Promise<void> {
    if (!(await this.has(file))) {
      await this.#put(file, await fetchExact(file, this.#scope));
    }
  }

  /** Remove every entry but those of `files`. */
  async removeAllBut(files: readonly SiteFile[]): Promise<void> {
    if (!(await caches.has(this.#name))) {
      return;
    }
    const cache = await caches.open(this.#name);
    const wanted = new Set(files.map((file) => this.#key(file)));
    for (const request of await cache.keys()) {
      if (!wanted.has(request.url)) {
        await cache.delete(request);
      }
    }
  }

  async #stored(file: SiteFile, check: boolean): Promise<Response | null> {
    // Opening would make a cache that the reader may just have removed.
    const found = await caches.match(this.#key(file), { cacheName: this.#name });
    if (found === undefined) {
      return null;
    }
    const good = check ? await checked(file, found) : found;
    if (good === null) {
      await (await caches.open(this.#name)).delete(this.#key(file));
    }
    return good;
  }

  async #mend(file: SiteFile): Promise<Response> {
    const response = await fetchExact(file, this.#scope);
    try {
      // A worker that the browser has started again can't remember that the reader wants nothing
      // to be stored. That the list is gone tells it.
      if (await hasList(this.#home, this.#scope)) {
        await this.#put(file, response.clone());
      }
    } catch {
      // No room: it is served all the same, and missed again next time.
    }
    return response;
  }

  async #put(file: SiteFile, response: Response): Promise<void> {
    if (!this.storing) {
      return;
    }
    try {
      await (await caches.open(this.#name)).put(this.#key(file), response);
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      throw new FileError(
        file,
        name === "QuotaExceededError"
          ? { kind: "noRoom" }
          : { kind: "storage", message: String(error) },
      );
    }
  }

  #key(file: SiteFile): string {
    return new URL(file.path, this.#scope).href;
  }
}
