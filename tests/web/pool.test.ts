/** The pool of interpreters: what it starts them from, and when it keeps one in reserve. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsoleSession } from "../../web/src/runtime/console.ts";
import type { EngineDownload } from "../../web/src/runtime/download.ts";
import { HeldConsole } from "../../web/src/runtime/held-console.ts";
import { restWhileHidden } from "../../web/src/runtime/idle.ts";
import type { Boot, Interpreter } from "../../web/src/runtime/interpreter.ts";
import { Pool } from "../../web/src/runtime/pool.ts";
import type { Sandbox } from "../../web/src/runtime/sandbox.ts";
import type { Snapshots } from "../../web/src/runtime/snapshots.ts";

const COLD: Boot = { milliseconds: 900, restored: false, restoreFailure: null };
const RESTORED: Boot = { milliseconds: 200, restored: true, restoreFailure: null };
const KEPT = new ArrayBuffer(8);
const MADE = new ArrayBuffer(16);

function setUp(
  kept: ArrayBuffer | null,
  boot: Boot,
  broken: Error | null = null,
  console = new HeldConsole(),
) {
  const log: string[] = [];
  const ready = () =>
    broken === null
      ? Promise.resolve(boot)
      : new Promise<Boot>((_, reject) => setTimeout(reject, 0, broken));
  let spawned = 0;
  const sandbox = {
    prepare: async () => 50,
    useLibrary: () => {},
    useSnapshot: (snapshot: ArrayBuffer | null) => log.push(`from ${snapshot?.byteLength ?? 0}`),
    spawn: () => {
      const name = `interpreter ${++spawned}`;
      log.push(name);
      return {
        jspi: true,
        running: false,
        // What is broken is the snapshot.
        ready: log.includes("from 8") && !log.includes("from 0") ? ready() : Promise.resolve(boot),
        kill: (reason: string) => log.push(`${name}: ${reason}`),
      };
    },
  } as unknown as Sandbox;
  const download = {
    fetch: async () => ({ files: {}, library: Promise.resolve(new ArrayBuffer(1)) }),
    keepLibrary: async () => {},
  } as unknown as EngineDownload;
  const snapshots = {
    load: async () => kept,
    make: async () => MADE,
    discard: async (reason: string) => log.push(`discarded: ${reason}`),
  } as unknown as Snapshots;
  return { pool: new Pool(sandbox, download, snapshots, true, console), log };
}

test("a visit with a snapshot starts from it", async () => {
  const { pool, log } = setUp(KEPT, RESTORED);
  await pool.start();
  assert.deepEqual(log, ["from 8", "interpreter 1"]);
  assert.deepEqual(pool.status, {
    kind: "ready",
    jspi: true,
    compileMilliseconds: 50,
    boot: RESTORED,
  });
});

test("one that does not work is discarded, and not given to the next", async () => {
  const failing = { ...COLD, restoreFailure: "the snapshot is too short" };
  const { pool, log } = setUp(KEPT, failing);
  await pool.start();
  assert.equal(pool.status.kind, "ready");
  assert.deepEqual(log, [
    "from 8",
    "interpreter 1",
    "from 0",
    "discarded: the snapshot is too short",
  ]);
});

test("one that Python does not survive is discarded, and Python starts from nothing", async () => {
  const { pool, log } = setUp(KEPT, COLD, new Error("memory access out of bounds"));
  await pool.start();
  assert.deepEqual(pool.status, {
    kind: "ready",
    jspi: true,
    compileMilliseconds: 50,
    boot: { ...COLD, restoreFailure: "memory access out of bounds" },
  });
  assert.deepEqual(log, [
    "from 8",
    "interpreter 1",
    "from 0",
    "discarded: memory access out of bounds",
    "interpreter 1: it could not be restored",
    "interpreter 2",
  ]);
});

test("a tab that is hidden while Python starts gets it all the same", async () => {
  const { pool, log } = setUp(null, COLD);
  const started = pool.start();
  while (!log.includes("interpreter 1")) {
    await Promise.resolve();
  }
  pool.rest();
  await started;
  assert.equal(pool.status.kind, "ready");
  assert.equal(log.at(-1), "interpreter 2");
});

test("one that has been made is for the next interpreters", async () => {
  const { pool, log } = setUp(null, COLD);
  await pool.start();
  await pool.makeSnapshot();
  assert.deepEqual(log, ["from 0", "interpreter 1", "from 16"]);
});

test("a pool at rest keeps nothing in reserve, and still gives what is asked for", async () => {
  const { pool, log } = setUp(null, COLD);
  await pool.start();
  pool.rest();
  assert.deepEqual(log.at(-1), "interpreter 1: nobody looks");
  assert.equal(pool.idle, false);
  pool.warm();
  assert.equal(log.length, 3);
  const taken = (await pool.take(() => true)) as Interpreter;
  assert.equal(log.at(-1), "interpreter 2");
  assert.notEqual(taken, null);
  pool.wake();
  assert.equal(log.at(-1), "interpreter 3");
});

function consoleThat(log: string[], name: string): ConsoleSession {
  const nothing = () => {};
  return new ConsoleSession({ gone: [], moreGone: 0 }, true, {
    evaluate: nothing,
    complete: nothing,
    stop: nothing,
    input: nothing,
    outputShown: nothing,
    kill: () => log.push(`${name} ends`),
  });
}

test("a console that the reader is at stays when a program that began before it ends", async () => {
  const { pool } = setUp(null, COLD);
  const log: string[] = [];
  await pool.start();
  const unused = consoleThat(log, "unused");
  const used = consoleThat(log, "used");
  assert.equal(pool.keep(unused), true);
  assert.equal(pool.keep(used), true);
  used.evaluate("1");
  assert.equal(pool.idle, false);
  assert.equal(pool.keep(consoleThat(log, "late")), false);
  used.receive({ type: "evaluated", runId: 1, exited: false });
  assert.equal(pool.idle, true);
  assert.equal(pool.keep(consoleThat(log, "later")), false);
  used.close("exited");
  assert.equal(pool.keep(consoleThat(log, "last")), true);
  pool.rest();
  assert.deepEqual(log, ["unused ends", "late ends", "later ends", "used ends", "last ends"]);
});

test("what is under way at a console goes on while nobody looks", async (context) => {
  const { pool } = setUp(null, COLD);
  const log: string[] = [];
  await pool.start();
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const console = consoleThat(log, "console");
  pool.keep(console);
  console.evaluate("await main()");
  pool.rest();
  context.mock.timers.tick(2_000);
  assert.deepEqual(log, []);
  console.receive({ type: "evaluated", runId: 1, exited: false });
  context.mock.timers.tick(1_000);
  assert.deepEqual(log, ["console ends"]);
});

test("a program of either pool ends what the other's left", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const console = new HeldConsole();
  const { pool: usual } = setUp(null, COLD, null, console);
  const { pool: outside } = setUp(null, COLD, null, console);
  const log: string[] = [];
  await Promise.all([usual.start(), outside.start()]);
  outside.keep(consoleThat(log, "outside"));
  await usual.take(() => true);
  assert.deepEqual(log, ["outside ends"]);
  usual.keep(consoleThat(log, "usual"));
  await outside.take(() => true);
  assert.deepEqual(log, ["outside ends", "usual ends"]);
  const used = consoleThat(log, "used");
  outside.keep(used);
  used.evaluate("1");
  assert.equal(usual.keep(consoleThat(log, "late")), false);
  assert.deepEqual(log.slice(2), ["late ends"]);
});

test("it is no good moment while any program runs, the newest or not", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { pool } = setUp(null, COLD);
  await pool.start();
  const first = (await pool.take(() => true)) as unknown as { running: boolean };
  first.running = true;
  const second = (await pool.take(() => true)) as unknown as { running: boolean };
  second.running = true;
  assert.equal(pool.idle, false);
  second.running = false;
  assert.equal(pool.idle, false);
  first.running = false;
  assert.equal(pool.idle, true);
});

test("a hidden tab rests after a while, and wakes when it is seen", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const tab = Object.assign(new EventTarget(), { hidden: false });
  Object.defineProperty(globalThis, "document", { value: tab, configurable: true });
  const log: string[] = [];
  const end = restWhileHidden({
    rest: () => log.push("rest"),
    wake: () => log.push("wake"),
  } as never);
  const become = (hidden: boolean) => {
    tab.hidden = hidden;
    tab.dispatchEvent(new Event("visibilitychange"));
  };
  become(true);
  context.mock.timers.tick(29_000);
  become(false);
  context.mock.timers.tick(60_000);
  assert.deepEqual(log, ["wake"]);
  become(true);
  context.mock.timers.tick(30_000);
  assert.deepEqual(log, ["wake", "rest"]);
  become(true);
  end();
  become(false);
  context.mock.timers.tick(30_000);
  assert.deepEqual(log, ["wake", "rest"]);
});
