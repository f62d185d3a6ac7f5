/** The page's handle on an interpreter, against a worker that says what the tests want. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageChannel, type MessagePort as NodePort } from "node:worker_threads";
import type { FromWorker, ToWorker } from "../../web/src/protocol.ts";
import { Interpreter } from "../../web/src/runtime/interpreter.ts";
import type { Ending } from "../../web/src/runtime/run.ts";

const PROGRAM = { files: { "main.py": "" }, clock: "real", stdin: null } as const;
/** What an interpreter gets of a program that needs no packages. */
const NOTHING_ELSE = { packages: [], wheelhouse: null, internet: null };
const READY = {
  type: "ready",
  jspi: true,
  bootMilliseconds: 150,
  restored: true,
  restoreFailure: null,
};

function setUp() {
  const { port1, port2 } = new MessageChannel();
  const log: string[] = [];
  const interpreter = new Interpreter(port1 as unknown as MessagePort, () =>
    log.push("terminated"),
  );
  const say = (message: FromWorker | Record<string, unknown>) => port2.postMessage(message);
  const start = () => {
    const ended = Promise.withResolvers<Ending>();
    const run = interpreter.run(PROGRAM, {
      onOutput: (records) => log.push(...records.map(({ text }) => text)),
      onInputRequested: () => log.push("asked"),
      onStopping: () => log.push("stopping"),
      onEnd: ended.resolve,
    });
    return { run, ended: ended.promise };
  };
  return { interpreter, worker: port2, log, say, start };
}

/** The next message the page sends to the worker. */
function heard(worker: NodePort): Promise<ToWorker> {
  return new Promise((resolve) => {
    worker.once("message", resolve);
  });
}

const output = (runId: number, text: string) => ({
  type: "output",
  runId,
  records: [{ stream: "stdout", text, time: 0 }],
  droppedLines: 0,
});
const end = (runId: number) =>
  ({
    type: "runEnded",
    runId,
    outcome: "finished",
    error: null,
    durationSeconds: 1,
    console: null,
  }) as const;

test("a run, from ready to its end", async () => {
  const { interpreter, worker, log, say, start } = setUp();
  say(READY);
  await interpreter.ready;
  assert.equal(interpreter.jspi, true);
  const message = heard(worker);
  const { run, ended } = start();
  assert.deepEqual(await message, { type: "run", runId: run.id, ...PROGRAM, ...NOTHING_ELSE });
  say(output(run.id, "mine"));
  say(end(run.id));
  assert.deepEqual(await ended, { outcome: "finished", error: null, durationSeconds: 1 });
  assert.deepEqual(log, ["mine", "terminated"]);
  assert.throws(start, /that is dead can't run a program/);
});

test("stale, late and malformed messages are dropped", async () => {
  const { interpreter, log, say, start } = setUp();
  say(output(1, "before it is ready"));
  say(READY);
  await interpreter.ready;
  const { run, ended } = start();
  say({ type: "bootFailed", reason: "too late" });
  say(output(run.id + 1, "another run's"));
  say({ ...output(run.id, "malformed"), extra: 1 });
  say(output(run.id, "mine"));
  say(end(run.id + 1));
  say(end(run.id));
  await ended;
  assert.deepEqual(log, ["mine", "terminated"]);
});

test("an interpreter that can't boot says why", async () => {
  const { interpreter, log, say } = setUp();
  say({ type: "bootFailed", reason: "no memory" });
  await assert.rejects(interpreter.ready, /no memory/);
  assert.deepEqual(log, ["terminated"]);
});

test("a flood of messages ends the worker", async () => {
  const { interpreter, log, say, start } = setUp();
  say(READY);
  await interpreter.ready;
  const { ended } = start();
  for (let n = 0; n < 2_000; n += 1) {
    say({ type: "nonsense" });
  }
  const { outcome, reason } = await ended;
  assert.deepEqual([outcome, reason], ["killed", "flood"]);
  assert.deepEqual(log, ["terminated"]);
});

test("stop asks first, then kills", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { interpreter, worker, log, say, start } = setUp();
  say(READY);
  await interpreter.ready;
  await Promise.all([heard(worker), Promise.resolve(start()).then(stopAndWait)]);

  async function stopAndWait({ run, ended }: ReturnType<typeof start>): Promise<void> {
    run.stop();
    assert.deepEqual(log, ["stopping"]);
    context.mock.timers.tick(999);
    assert.deepEqual(log, ["stopping"]);
    context.mock.timers.tick(1);
    const { outcome, reason } = await ended;
    assert.deepEqual([outcome, reason], ["killed", "deaf"]);
    assert.deepEqual(log, ["stopping", "terminated"]);
  }
});
