/**
 * The IndexedDB database of the reader's programs: opened when it is needed, and anew after it was
 * lost. Its name must never change, or all that was kept is out of sight.
 *
 *     closed ──transact──▶ opening ──▶ open ──closed by the browser──▶ closed
 *                             └──error, or no answer in time──▶ closed, and a TroubleError
 */

import { TroubleError, troubleOf } from "./trouble.ts";

/** How long the browser may take to open its storage, and to read or write, in milliseconds. */
const PATIENCE = 3_000;
/** Longer: what is broken off has to begin anew, which helps no slow disk. */
const PATIENCE_AT_WORK = 10_000;
const VERSION = 1;

export const STORES = ["documents", "versions", "aside"] as const;
export type StoreName = (typeof STORES)[number];

export class Database {
  readonly #name: string;
  readonly #patience: number;
  #open: IDBDatabase | null = null;
  #opening: Promise<IDBDatabase> | null = null;
  /** A newer page waits for this one to let go. */
  #outdated = false;

  /** @param site the path that the site is served under: all projects of an origin share its databases. */
  constructor(site: string, patience = PATIENCE) {
    this.#name = `asyncarium:${site}`;
    this.#patience = patience;
  }

  /**
   * Do `work` in one transaction: all of it is kept when this resolves, or nothing.
   * @param work may wait for nothing but the transaction's own requests.
   * @throws TroubleError
   */
  async transact<T>(
    mode: "readonly" | "readwrite",
    work: (store: (name: StoreName) => IDBObjectStore) => Promise<T>,
  ): Promise<T> {
    try {
      // Without a wait where it is open: a page that is about to go has no time left.
      const database = this.#open ?? (await this.#connect());
      let transaction: IDBTransaction;
      try {
        transaction = this.#begin(database, mode);
      } catch (error) {
        if (!(error instanceof DOMException) || error.name !== "InvalidStateError") {
          throw error;
        }
        // The browser has closed it meanwhile, and did not say so.
        this.#forget(database);
        transaction = this.#begin(await this.#connect(), mode);
      }
      const patience = Math.max(this.#patience, PATIENCE_AT_WORK);
      return await inTime(patience, finish(transaction, work), () => transaction.abort());
    } catch (error) {
      throw new TroubleError(troubleOf(error));
    }
  }

  #begin(database: IDBDatabase, mode: "readonly" | "readwrite"): IDBTransaction {
    // What the system has taken over outlives a killed browser; only a power cut could undo it.
    return database.transaction([...STORES], mode, { durability: "relaxed" });
  }

  #connect(): Promise<IDBDatabase> {
    if (this.#outdated) {
      throw new TroubleError({ kind: "newer" });
    }
    this.#opening ??= this.#request().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  #request(): Promise<IDBDatabase> {
    let blocked = false;
    const opened = new Promise<IDBDatabase>((resolve, reject) => {
      const factory = readFactory();
      const request = factory.open(this.#name, VERSION);
      request.onupgradeneeded = () => create(request.result);
      request.onblocked = () => {
        blocked = true;
      };
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        // Also when it comes too late for this attempt: the next one finds it.
        this.#keep(request.result);
        resolve(request.result);
      };
    });
    return inTime(this.#patience, opened, () => {
      if (blocked) {
        throw new TroubleError({ kind: "blocked" });
      }
    });
  }

  #keep(database: IDBDatabase): void {
    this.#open = database;
    database.onclose = () => this.#forget(database);
    database.onversionchange = () => {
      this.#outdated = true;
      database.close();
      this.#forget(database);
    };
  }

  #forget(database: IDBDatabase): void {
    if (this.#open === database) {
      this.#open = null;
    }
  }
}

/** @param giveUp is called when it is too late; what it throws is the reason. */
async function inTime<T>(patience: number, work: Promise<T>, giveUp: () => void): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      try {
        giveUp();
        reject(new TroubleError({ kind: "silent" }));
      } catch (error) {
        reject(error);
      }
    }, patience);
  });
  // A loser of the race must not be reported as nobody's.
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a request comes to. */
export function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function finish<T>(
  transaction: IDBTransaction,
  work: (store: (name: StoreName) => IDBObjectStore) => Promise<T>,
): Promise<T> {
  const completed = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException("it was broken off", "AbortError"));
  });
  completed.catch(() => {});
  try {
    const result = await work((name) => transaction.objectStore(name));
    await completed;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended already.
    }
    throw error;
  }
}

/** Where storage is denied, some browsers have no such thing, and others throw. */
function readFactory(): IDBFactory {
  let factory: IDBFactory | undefined;
  try {
    factory = globalThis.indexedDB;
  } catch {
    factory = undefined;
  }
  if (factory == null) {
    throw new TroubleError({ kind: "denied" });
  }
  return factory;
}

function create(database: IDBDatabase): void {
  database.createObjectStore("documents", { keyPath: "id" });
  database
    .createObjectStore("versions", { autoIncrement: true })
    .createIndex("document", "document");
  // Records that can't be read, as they were found.
  database.createObjectStore("aside", { autoIncrement: true });
}
