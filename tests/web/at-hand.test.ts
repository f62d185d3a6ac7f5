/** A pool that may not come: whoever waits is told, and the next attempt is a new one. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { PoolAtHand } from "../../web/src/runtime/at-hand.ts";
import type { EngineStatus, Pool } from "../../web/src/runtime/pool.ts";

const READY = { kind: "ready" } as EngineStatus;

class FakePool {
  closed = false;
  started = 0;
  readonly #listeners = new Set<(status: EngineStatus) => void>();
  #status: EngineStatus = { kind: "idle" };

  /** As the real one's: it returns at once while it is being started. */
  async start(): Promise<void> {
    this.started += 1;
    this.become({ kind: "starting" });
  }

  subscribe(listener: (status: EngineStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#status);
    return () => this.#listeners.delete(listener);
  }

  become(status: EngineStatus): void {
    this.#status = status;
    this.#listeners.forEach((listener) => listener(status));
  }

  get heard(): number {
    return this.#listeners.size;
  }
}

function setUp() {
  const opened: FakePool[] = [];
  const open = () => {
    const pool = new FakePool();
    opened.push(pool);
    const close = () => {
      pool.closed = true;
    };
    return { pool: pool as unknown as Pool, close };
  };
  return { opened, atHand: new PoolAtHand(open, 60_000, "it did not come") };
}

test("who asks while it is on its way waits for the same one", async () => {
  const { opened, atHand } = setUp();
  const first = atHand.get();
  const second = atHand.get();
  opened[0]?.become(READY);
  assert.equal(await first, opened[0]);
  assert.equal(await second, opened[0]);
  assert.equal(await atHand.get(), opened[0]);
  assert.equal(opened.length, 1);
  assert.equal(opened[0]?.started, 1);
  assert.equal(opened[0]?.heard, 0);
});

test("one that is not there in time is removed, and the next attempt opens another", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { opened, atHand } = setUp();
  const first = assert.rejects(atHand.get(), /^Error: it did not come$/);
  const second = assert.rejects(atHand.get(), /^Error: it did not come$/);
  t.mock.timers.tick(59_999);
  assert.equal(opened[0]?.closed, false);
  t.mock.timers.tick(1);
  await Promise.all([first, second]);
  assert.equal(opened[0]?.closed, true);
  const next = atHand.get();
  opened[1]?.become(READY);
  assert.equal(await next, opened[1]);
  t.mock.timers.tick(60_000);
  assert.equal(opened[1]?.closed, false);
});

test("one that fails says why, and the next attempt opens another", async () => {
  const { opened, atHand } = setUp();
  const first = assert.rejects(atHand.get(), /^Error: no network$/);
  opened[0]?.become({ kind: "failed", reason: "no network" });
  await first;
  assert.equal(opened[0]?.closed, true);
  const next = atHand.get();
  opened[1]?.become(READY);
  assert.equal(await next, opened[1]);
});
