/** What is read from the page and its browser to tell about this visit. */

import type { Kept, OfflineStatus } from "../offline/registration.ts";
import type { Mark } from "../lib/marks.ts";
import type { EngineStatus } from "../runtime/pool.ts";
import type { SnapshotStatus } from "../runtime/snapshots.ts";

export type Readings = {
  readonly site: Site;
  readonly engine: EngineStatus;
  readonly snapshot: SnapshotStatus;
  /** Milliseconds since the page was opened; null for what has not come yet. */
  readonly marks: Readonly<Record<Mark, number | null>>;
  readonly offline: OfflineStatus;
  readonly storage: Storage;
  readonly browser: Browser;
};

export type Site = {
  readonly build: string;
  readonly pyodide: string;
  readonly python: string;
  /** Without what stands behind "?" and "#": that may be a reader's program. */
  readonly address: string;
};

/** In all of it null is "the browser does not tell". */
export type Storage = {
  readonly kept: readonly Kept[] | null;
  /** Whether the browser has promised to keep it. */
  readonly persisted: boolean | null;
  /** Bytes, of the whole origin. */
  readonly usage: number | null;
  readonly quota: number | null;
};

export const NOTHING_TOLD: Storage = { kept: null, persisted: null, usage: null, quota: null };

export type Browser = {
  readonly userAgent: string;
  readonly jspi: boolean;
  /** False where the address has ?jspi=off. */
  readonly jspiWanted: boolean;
  readonly secure: boolean;
  readonly serviceWorkers: boolean;
  readonly cacheStorage: boolean;
  readonly cores: number | null;
  readonly memoryGigabytes: number | null;
  readonly language: string;
  readonly timeZone: string | null;
};

export function readBrowser(jspiWanted: boolean): Browser {
  const { userAgent, language, hardwareConcurrency } = navigator;
  return {
    userAgent,
    jspi: globalThis.WebAssembly !== undefined && "Suspending" in WebAssembly,
    jspiWanted,
    secure: isSecureContext,
    serviceWorkers: "serviceWorker" in navigator,
    cacheStorage: hasCaches(),
    cores: hardwareConcurrency ?? null,
    memoryGigabytes: readMemory(),
    language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? null,
  };
}

/** @param inventory what the site has in Cache Storage. */
export async function readStorage(inventory: Promise<readonly Kept[]>): Promise<Storage> {
  const none = () => null;
  const [kept, persisted, estimate] = await Promise.all([
    inventory.catch(none),
    ask(() => navigator.storage.persisted()).catch(none),
    ask(() => navigator.storage.estimate()).catch(none),
  ]);
  return { kept, persisted, usage: estimate?.usage ?? null, quota: estimate?.quota ?? null };
}

/** Where storage is denied, asking for it throws at once. */
async function ask<T>(question: () => Promise<T>): Promise<T> {
  return question();
}

function hasCaches(): boolean {
  try {
    return globalThis.caches !== undefined;
  } catch {
    return false;
  }
}

/** Not in TypeScript's library, because only Chromium has it. */
function readMemory(): number | null {
  const memory: unknown = Reflect.get(navigator, "deviceMemory");
  return typeof memory === "number" ? memory : null;
}
