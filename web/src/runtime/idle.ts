/** What the page does when there is nothing else to do. */

import type { Pool } from "./pool.ts";

/** The reader may want to run something first, in milliseconds. */
const FIRST_LOOK = 3_000;
const NEXT_LOOK = 1_000;

/** Hidden for so many milliseconds, the tab gives memory back: not at every glance elsewhere. */
const PATIENCE = 30_000;

/** Have the snapshot made once Python is ready and no program runs. */
export function makeSnapshotWhenIdle(pool: Pool): void {
  const look = () => {
    if (pool.idle) {
      whenIdle(() => void pool.makeSnapshot());
    } else {
      setTimeout(look, NEXT_LOOK);
    }
  };
  const unsubscribe = pool.subscribe(({ kind }) => {
    if (kind === "ready") {
      setTimeout(look, FIRST_LOOK);
      queueMicrotask(() => unsubscribe());
    }
  });
}

/**
 * A tab that nobody looks at keeps no interpreter in reserve.
 * @returns ends that: the pool is no more.
 */
export function restWhileHidden(pool: Pool): () => void {
  let patience: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(patience);
    if (document.hidden) {
      patience = setTimeout(() => pool.rest(), PATIENCE);
    } else {
      pool.wake();
    }
  };
  document.addEventListener("visibilitychange", look);
  return () => {
    clearTimeout(patience);
    document.removeEventListener("visibilitychange", look);
  };
}

/** Safari has no requestIdleCallback. */
function whenIdle(work: () => void): void {
  if (globalThis.requestIdleCallback === undefined) {
    setTimeout(work);
  } else {
    requestIdleCallback(work);
  }
}
