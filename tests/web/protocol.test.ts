/** The golden samples against protocol.ts: by the compiler where they are types, by the schemas where they are checked. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import * as v from "valibot";
import kill from "../golden/protocol/toFrame.kill.json" with { type: "json" };
import spawn from "../golden/protocol/toFrame.spawn.json" with { type: "json" };
import input from "../golden/protocol/toWorker.input.json" with { type: "json" };
import outputShown from "../golden/protocol/toWorker.outputShown.json" with { type: "json" };
import run from "../golden/protocol/toWorker.run.json" with { type: "json" };
import stop from "../golden/protocol/toWorker.stop.json" with { type: "json" };
import {
  FromFrame,
  FromWorker,
  MAX_BATCH_CHARACTERS,
  type ToFrame,
  type ToWorker,
} from "../../web/src/protocol.ts";

/** A sample as the compiler sees it: JSON's texts are no literal types. */
type Loose<T> = T extends string ? string : T extends object ? { [K in keyof T]: Loose<T[K]> } : T;

// A sample for each message that is sent; a missing one, or a field too few, does not compile.
const sentToWorker = { run, stop, input, outputShown } satisfies {
  [T in ToWorker["type"]]: Loose<Extract<ToWorker, { type: T }>>;
};
// "prepare" carries megabytes of buffers and has no JSON.
const sentToFrame = { spawn, kill } satisfies {
  [T in Exclude<ToFrame["type"], "prepare">]: Loose<Extract<ToFrame, { type: T }>>;
};

const folder = new URL("../golden/protocol/", import.meta.url);
const samples = readdirSync(folder).map((file) => ({
  file,
  direction: file.split(".")[0],
  message: JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { type: string },
}));
const of = (direction: string) => samples.filter((sample) => sample.direction === direction);
const types = (direction: string) =>
  of(direction)
    .map(({ message }) => message.type)
    .sort();
const schemaTypes = (schema: typeof FromWorker | typeof FromFrame) =>
  schema.options.map((option) => option.entries.type.literal).sort();

test("every message has a sample, and every sample is a message", () => {
  assert.deepEqual(types("fromWorker"), schemaTypes(FromWorker));
  assert.deepEqual(types("fromFrame"), schemaTypes(FromFrame));
  assert.deepEqual(types("toWorker"), Object.keys(sentToWorker).sort());
  assert.deepEqual(types("toFrame"), Object.keys(sentToFrame).sort());
  for (const { file, direction, message } of samples) {
    assert.equal(file, `${direction}.${message.type}.json`);
  }
});

for (const { file, message } of of("fromWorker")) {
  test(`${file} passes the schema`, () => {
    assert.deepEqual(v.parse(FromWorker, message), message);
  });
}
for (const { file, message } of of("fromFrame")) {
  test(`${file} passes the schema`, () => {
    assert.deepEqual(v.parse(FromFrame, message), message);
  });
}

for (const { file, direction, message } of samples) {
  if (direction?.startsWith("from")) {
    const schema = direction === "fromWorker" ? FromWorker : FromFrame;
    test(`${file} is refused with a field too many or a wrong type`, () => {
      assert.ok(!v.is(schema, { ...message, extra: 1 }));
      for (const [key, value] of Object.entries(message)) {
        const wrong = typeof value === "number" ? "1" : Number.NaN;
        assert.ok(!v.is(schema, { ...message, [key]: wrong }), key);
      }
    });
  }
}

test("forged messages are refused", () => {
  const record = { stream: "stdout", text: "x", time: 0 };
  const output = { type: "output", runId: 1, records: [record], droppedLines: 0 };
  assert.ok(v.is(FromWorker, output));
  for (const forged of [
    null,
    "ready",
    [],
    { type: "constructor" },
    { type: "__proto__" },
    { ...output, runId: -1 },
    { ...output, runId: 1.5 },
    { ...output, records: [{ ...record, stream: "stdin" }] },
    { ...output, records: [{ ...record, time: Number.POSITIVE_INFINITY }] },
    { ...output, records: [{ ...record, text: "x".repeat(MAX_BATCH_CHARACTERS + 1) }] },
    { ...output, records: Array(20_001).fill(record) },
    { ...output, records: { length: 1, 0: record } },
  ]) {
    assert.ok(!v.is(FromWorker, forged));
  }
});
