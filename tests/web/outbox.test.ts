/** The worker's outbox, with a clock that the tests turn by hand. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { OutputRecord } from "../../web/src/protocol.ts";
import {
  LINES_PER_BATCH,
  MAX_PENDING_CHARACTERS,
  MAX_PENDING_LINES,
  Outbox,
} from "../../web/src/sandbox/outbox.ts";

function setUp() {
  const time = { now: 0 };
  const batches: { records: OutputRecord[]; droppedLines: number }[] = [];
  const outbox = new Outbox(
    (records, droppedLines) => batches.push({ records, droppedLines }),
    () => time.now,
  );
  return { time, batches, outbox };
}

test("the first write goes out at once, the next ones once a frame", () => {
  const { time, batches, outbox } = setUp();
  outbox.write("stdout", "a\n", 0);
  outbox.acknowledge();
  outbox.write("stdout", "b\n", 0.001);
  outbox.write("stdout", "c\n", 0.002);
  assert.equal(batches.length, 1);
  time.now = 16;
  outbox.write("stderr", "d\n", 0.016);
  assert.deepEqual(
    batches[1]?.records.map(({ text }) => text),
    ["b\n", "c\n", "d\n"],
  );
});

test("writes of the same stream and time travel as one", () => {
  const { batches, outbox } = setUp();
  outbox.write("stdout", "first\n", 0);
  outbox.write("stdout", "a", 1);
  outbox.write("stdout", "b\n", 1);
  outbox.write("stderr", "c\n", 1);
  outbox.flush();
  assert.deepEqual(batches[1]?.records, [
    { stream: "stdout", text: "ab\n", time: 1 },
    { stream: "stderr", text: "c\n", time: 1 },
  ]);
});

test("a page that is busy gets less, but is not forgotten", () => {
  const { time, batches, outbox } = setUp();
  outbox.write("stdout", "a\n", 0);
  time.now = 20;
  outbox.write("stdout", "b\n", 0);
  assert.equal(batches.length, 1, "not acknowledged yet");
  time.now = 50;
  outbox.write("stdout", "c\n", 0);
  assert.equal(batches.length, 2, "no acknowledgement can come while Python runs without JSPI");
});

test("no more is kept than the page would show, and what is left out is counted", () => {
  const { batches, outbox } = setUp();
  outbox.write("stdout", "first\n", 0);
  for (let line = 0; line < 25_000; line += 1) {
    outbox.write("stdout", `${line}\n`, line);
  }
  outbox.flush();
  const records = batches.slice(1).flatMap((batch) => batch.records);
  assert.equal(records.length, MAX_PENDING_LINES);
  assert.equal(records.at(-1)?.text, "24999\n");
  assert.equal(batches[1]?.droppedLines, 15_000);
  assert.ok(batches.every((batch) => batch.records.length <= LINES_PER_BATCH));
});

test("one huge write is cut, many large ones push out the oldest", () => {
  const { batches, outbox } = setUp();
  outbox.write("stdout", "x".repeat(200_000), 0);
  const [record] = batches[0]?.records ?? [];
  assert.ok(record?.text.endsWith("… (100,000 more characters are not shown)\n"));
  for (let n = 0; n < 30; n += 1) {
    outbox.write("stdout", `${"y".repeat(90_000)}\n`, n);
  }
  outbox.flush();
  const records = batches.slice(1).flatMap((batch) => batch.records);
  const characters = records.reduce((sum, { text }) => sum + text.length, 0);
  assert.ok(characters <= MAX_PENDING_CHARACTERS);
  assert.equal((batches[1]?.droppedLines ?? 0) + records.length, 30);
  assert.ok(batches.every((batch) => batch.records.length <= 3));
});

test("one write of many lines loses its oldest, not its newest", () => {
  const { batches, outbox } = setUp();
  outbox.write("stdout", "first\n", 0);
  const text = Array.from({ length: 30_000 }, (_, line) => `${line}\n`).join("");
  outbox.write("stdout", text, 1);
  outbox.flush();
  const rest = batches.slice(1);
  const kept = rest.flatMap(({ records }) => records.map((record) => record.text)).join("");
  assert.ok(text.endsWith(kept));
  assert.ok(kept.split("\n").length > MAX_PENDING_LINES);
  const dropped = rest.reduce((sum, { droppedLines }) => sum + droppedLines, 0);
  assert.equal(dropped + kept.split("\n").length - 1, 30_000);
});

test("no message is larger than the page accepts, whatever is written at one time", () => {
  const { batches, outbox } = setUp();
  for (let n = 0; n < 440; n += 1) {
    outbox.write("stdout", `${"x".repeat(9_999)}\n`, 0);
  }
  outbox.write("stdout", "end\n", 0);
  outbox.flush();
  assert.equal(batches.at(-1)?.records.at(-1)?.text.endsWith("end\n"), true);
  for (const { records } of batches) {
    assert.ok(records.reduce((sum, { text }) => sum + text.length, 0) <= MAX_PENDING_CHARACTERS);
  }
});
