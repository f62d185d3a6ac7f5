/**
 * A pool that is opened when it is first asked for, and given up where it does not come.
 *
 *     none ──get()──▶ coming ──▶ there
 *       ▲                └── failed, or not there in time: its sandbox is removed
 *       └────────────────────┘
 */

import { within } from "../lib/within.ts";
import type { EngineStatus, Pool } from "./pool.ts";

export type Opened = {
  readonly pool: Pool;
  /** End it, with all that runs in it. */
  readonly close: () => void;
};

export class PoolAtHand {
  readonly #open: () => Opened;
  readonly #limit: number;
  readonly #late: string;
  #coming: Promise<Pool> | null = null;

  /**
   * @param limit how long it may take to come, in milliseconds.
   * @param late why it is given up after that.
   */
  constructor(open: () => Opened, limit: number, late: string) {
    this.#open = open;
    this.#limit = limit;
    this.#late = late;
  }

  /**
   * The same for all who ask; after a failure a new one.
   * @throws Error when it can't be started.
   */
  get(): Promise<Pool> {
    this.#coming ??= this.#bring().catch((error: unknown) => {
      this.#coming = null;
      throw error;
    });
    return this.#coming;
  }

  async #bring(): Promise<Pool> {
    const { pool, close } = this.#open();
    void pool.start();
    const failure = await within(this.#limit, failureOf(pool), this.#late);
    if (failure !== null) {
      close();
      throw new Error(failure);
    }
    return pool;
  }
}

/** Why it can't be used; null once it can. */
function failureOf(pool: Pool): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const unsubscribe = pool.subscribe((status: EngineStatus) => {
    if (status.kind === "ready") {
      resolve(null);
    } else if (status.kind === "failed") {
      resolve(status.reason);
    }
  });
  return promise.finally(() => unsubscribe());
}
