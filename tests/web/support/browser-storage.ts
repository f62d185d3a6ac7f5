/** What a browser keeps, for tests without one: a database in memory, and a tab's own storage. */

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";

/** A browser that has kept nothing yet. */
export function freshBrowser(): void {
  define("indexedDB", new IDBFactory());
  freshTab();
}

/** A new tab of it. */
export function freshTab(kept = new Map<string, string>()): Map<string, string> {
  define("sessionStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  });
  return kept;
}

export function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/** Timers that a test has left must not keep it from ending. */
export function letTimersGo(): void {
  const start = globalThis.setTimeout;
  define("setTimeout", (job: () => void, milliseconds?: number) =>
    start(job, milliseconds).unref(),
  );
}
