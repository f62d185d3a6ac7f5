/** What the worker of one build keeps for offline: stores it, checks it, gives it out. */

import { findInOtherBuilds, storeList } from "./builds.ts";
import { EVERY_BUILD, cacheName, ownCaches } from "./caches.ts";
import { lastingHeaders } from "./exact.ts";
import { type BuildFiles, type SiteFile, addressOf } from "./files.ts";
import { inParallel } from "./in-parallel.ts";
import type { Verification } from "./messages.ts";
import { Shelf } from "./shelf.ts";

const AT_ONCE = 4;

export class Stock {
  readonly #files: BuildFiles;
  readonly #scope: string;
  readonly #site: string;
  readonly #app: Shelf;
  readonly #kept: Shelf;
  /** Files that could not be had when they were last asked for. */
  readonly #lost = new Set<SiteFile>();

  /** @param scope the address of the site's folder. */
  constructor(files: BuildFiles, scope: string) {
    this.#files = files;
    this.#scope = scope;
    this.#site = new URL(scope).pathname;
    const home = cacheName(this.#site, "app", files.build);
    this.#app = new Shelf(home, scope);
    this.#kept = new Shelf(cacheName(this.#site, "kept", EVERY_BUILD), scope, home);
  }

  /**
   * Store the whole page and its engine; all of it or nothing.
   * @throws FileError which file could not be had, or did not fit.
   */
  async install(): Promise<void> {
    try {
      await inParallel(this.#files.core, AT_ONCE, (file) => this.#app.keep(file));
      await storeList(this.#site, this.#scope, this.#files);
    } catch (error) {
      await caches.delete(cacheName(this.#site, "app", this.#files.build));
      throw error;
    }
  }

  /** Read and check every file; fetch anew what is damaged or gone. */
  async verify(): Promise<Verification> {
    // Whoever asks for this wants it to be stored, perhaps again.
    this.#store(true);
    const { build, core, onDemand } = this.#files;
    const damaged: string[] = [];
    await inParallel(core, AT_ONCE, async (file) => {
      try {
        await this.#app.keep(file);
      } catch (error) {
        damaged.push(error instanceof Error ? error.message : String(error));
      }
    });
    // Not if the reader has removed it all meanwhile.
    if (this.#app.storing) {
      await storeList(this.#site, this.#scope, this.#files).catch(() => {});
    }
    let kept = 0;
    for (const file of onDemand) {
      kept += (await this.#kept.has(file)) ? 1 : 0;
    }
    return {
      build,
      files: core.length,
      bytes: total(core),
      verified: core.length - damaged.length,
      damaged: damaged.sort(),
      onDemand: { files: onDemand.length, bytes: total(onDemand), kept },
    };
  }

  /** Store the files, too, that are otherwise stored when they are first used. */
  async keepEverything(): Promise<Verification> {
    this.#store(true);
    const missing: string[] = [];
    await inParallel(this.#files.onDemand, AT_ONCE, async (file) => {
      try {
        await this.#kept.keep(file);
      } catch (error) {
        missing.push(error instanceof Error ? error.message : String(error));
      }
    });
    const verification = await this.verify();
    return { ...verification, damaged: [...verification.damaged, ...missing.sort()] };
  }

  /** Remove what this build's list does not have from the files that outlive a build. */
  async removeUnlisted(): Promise<void> {
    await this.#kept.removeAllBut(this.#files.onDemand);
  }

  /** Remove all that is stored, and store nothing until somebody wants it verified. */
  async retire(): Promise<void> {
    this.#store(false);
    for (const { name } of await ownCaches(this.#site)) {
      await caches.delete(name);
    }
  }

  /**
   * The page; null when it can't be had. One of a newer build comes from the network when this
   * build can't be whole any more: each file's name carries its hash, so nothing is ever mixed.
   */
  async page(file: SiteFile): Promise<Response | null> {
    await this.#findLost();
    if (this.#lost.size > 0) {
      const newer = await this.#newerPage(file);
      if (newer !== null) {
        return newer;
      }
    }
    try {
      return await this.#app.read(file);
    } catch {
      return this.#newerPage(file);
    }
  }

  /** A file of this build; never of another one. */
  async core(file: SiteFile, suspect: boolean): Promise<Response> {
    try {
      const response = await this.#app.read(file, suspect);
      this.#lost.delete(file);
      return response;
    } catch {
      this.#lost.add(file);
      return Response.error();
    }
  }

  /** A file that is stored from its first use on. */
  async onDemand(file: SiteFile): Promise<Response> {
    try {
      return await this.#kept.read(file);
    } catch {
      return Response.error();
    }
  }

  /** A file of another stored build; null if none has it. */
  async ofOtherBuild(path: string): Promise<Response | null> {
    const found = await findInOtherBuilds(this.#site, this.#scope, this.#files.build, path);
    if (found === null) {
      return null;
    }
    try {
      return await new Shelf(found.cache, this.#scope).read(found.file);
    } catch {
      return Response.error();
    }
  }

  #store(storing: boolean): void {
    this.#app.storing = storing;
    this.#kept.storing = storing;
  }

  async #findLost(): Promise<void> {
    await inParallel([...this.#lost], AT_ONCE, async (file) => {
      try {
        await this.#app.read(file);
        this.#lost.delete(file);
      } catch {
        // Still lost.
      }
    });
  }

  /** The page that the server has, if it is ours and of another build. */
  async #newerPage(file: SiteFile): Promise<Response | null> {
    try {
      const response = await fetch(addressOf(file.path, this.#scope), { cache: "no-cache" });
      const html = await response.text();
      const build = /<meta name="build" content="(\w+)"/.exec(html)?.[1];
      if (!response.ok || build === undefined || build === this.#files.build) {
        return null;
      }
      return new Response(html, { headers: lastingHeaders(response) });
    } catch {
      return null;
    }
  }
}

function total(files: readonly SiteFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}
