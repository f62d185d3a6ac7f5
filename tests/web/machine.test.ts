/** The worker's half of the kernel's host, with time that the test lets pass. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../web/src/sandbox/clock.ts";
import { Machine } from "../../web/src/sandbox/machine.ts";
import { FRAME_MILLISECONDS, Outbox } from "../../web/src/sandbox/outbox.ts";
import { Slices } from "../../web/src/sandbox/slices.ts";

test("lines between a thousand waits that end at once travel in a message a frame", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const batches: string[] = [];
  const outbox = new Outbox(
    (records) => batches.push(records.map(({ text }) => text).join("")),
    () => 0,
  );
  const nothing = () => undefined;
  const machine = new Machine(
    new Clock(),
    outbox,
    new Slices(() => 0),
    null,
    nothing,
    nothing,
    nothing,
    nothing,
    nothing,
  );
  for (let count = 0; count < 1_000; count += 1) {
    outbox.write("stdout", "line\n", 0);
    machine.wait(-1);
  }
  assert.equal(batches.length, 1);
  context.mock.timers.tick(FRAME_MILLISECONDS);
  assert.equal(batches.join("").split("\n").length, 1_001);
  assert.ok(batches.length < 10);
});
