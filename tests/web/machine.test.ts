/** The worker's half of the kernel's host, with time that the test lets pass. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Clock } from "../../web/src/sandbox/clock.ts";
import { Machine } from "../../web/src/sandbox/machine.ts";
import { FRAME_MILLISECONDS, Outbox } from "../../web/src/sandbox/outbox.ts";
import { Slices } from "../../web/src/sandbox/slices.ts";

function setUp(context: TestContext) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  const batches: string[] = [];
  const outbox = new Outbox(
    (records) => batches.push(records.map(({ text }) => text).join("")),
    () => now,
  );
  const nothing = () => undefined;
  const machine = new Machine(
    new Clock(),
    outbox,
    new Slices(() => now),
    null,
    nothing,
    nothing,
    nothing,
    nothing,
    nothing,
  );
  const pass = (milliseconds: number) => {
    now += milliseconds;
    context.mock.timers.tick(milliseconds);
  };
  const print = () => outbox.write("stdout", "line\n", 0);
  return { machine, outbox, batches, pass, print };
}

test("lines between a thousand waits that end at once travel in a message a frame", (context) => {
  const { machine, outbox, batches, pass, print } = setUp(context);
  for (let count = 0; count < 1_000; count += 1) {
    print();
    machine.wait(-1);
  }
  outbox.acknowledge();
  assert.equal(batches.length, 1);
  pass(FRAME_MILLISECONDS);
  assert.equal(batches.length, 2);
  assert.equal(batches.join(""), "line\n".repeat(1_000));
});

test("a page that is busy gets a message in 50 ms, however often Python waits", (context) => {
  const { machine, batches, pass, print } = setUp(context);
  for (let milliseconds = 0; milliseconds < 1_000; milliseconds += 5) {
    print();
    machine.wait(0);
    pass(5);
  }
  assert.ok(batches.length <= 20, `${batches.length} messages`);
  pass(100);
  assert.equal(batches.join(""), "line\n".repeat(200));
});
