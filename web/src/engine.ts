/** What runs the programs of a page. Nothing of Python is fetched before somebody starts the pool. */

import engineFiles, { library as unpacked, versions } from "virtual:engine";
import frameDocument from "virtual:sandbox";
import { buildId } from "./lib/build.ts";
import { hasJspi } from "./lib/jspi.ts";
import { cacheName } from "./offline/caches.ts";
import type { Opened } from "./runtime/at-hand.ts";
import { EngineDownload } from "./runtime/download.ts";
import { HeldConsole } from "./runtime/held-console.ts";
import { makeSnapshotWhenIdle, restWhileHidden } from "./runtime/idle.ts";
import { LibraryStore } from "./runtime/library-store.ts";
import { Library } from "./runtime/library.ts";
import { Pool } from "./runtime/pool.ts";
import { Sandbox } from "./runtime/sandbox.ts";
import { SnapshotStore } from "./runtime/snapshot-store.ts";
import { Snapshots } from "./runtime/snapshots.ts";
import { unpack } from "./runtime/unpacking.ts";

/** The path that the site is served under. */
export const site = new URL("./", document.baseURI).pathname;

/** Of what runs the programs. */
export const engineVersions = versions;

const jspi = hasJspi();
const build = buildId();
const store = new SnapshotStore(site, build, jspi);
const library = new Library(unpacked, new LibraryStore(site, build), unpack);
const download = () => new EngineDownload(engineFiles, findStored, library);

export const snapshots = new Snapshots(store, frameDocument, download, jspi);
export const sandbox = new Sandbox(frameDocument);
const consoles = new HeldConsole();
export const pool = new Pool(sandbox, download(), snapshots, jspi, consoles);

/** One whose programs can ask the real internet, in a sandbox of their own. @param frame its address. */
export function openPool(frame: URL): Opened {
  const own = new Sandbox(frame);
  const opened = new Pool(own, download(), snapshots, jspi, consoles);
  const stopResting = restWhileHidden(opened);
  const close = () => {
    stopResting();
    own.remove();
  };
  return { pool: opened, close };
}

/** Past the service worker, which would pass on 15 MB while the page's other files wait for it. */
async function findStored(url: string): Promise<Response | undefined> {
  const name = cacheName(site, "app", build);
  // open() would make an empty one.
  return (await caches.has(name)) ? (await caches.open(name)).match(url) : undefined;
}

addEventListener("online", () => {
  if (pool.status.kind === "failed") {
    void pool.start();
  }
});
makeSnapshotWhenIdle(pool);
restWhileHidden(pool);
