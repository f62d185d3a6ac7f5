/** The golden samples against protocol.ts: by the compiler where they are types, by the schemas where they are checked. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import * as v from "valibot";
import kill from "../golden/protocol/toFrame.kill.json" with { type: "json" };
import spawn from "../golden/protocol/toFrame.spawn.json" with { type: "json" };
import spawnLanguage from "../golden/protocol/toFrame.spawnLanguage.json" with { type: "json" };
import spawnPostgres from "../golden/protocol/toFrame.spawnPostgres.json" with { type: "json" };
import spawnSnapshotMaker from "../golden/protocol/toFrame.spawnSnapshotMaker.json" with { type: "json" };
import ask from "../golden/protocol/toLanguage.ask.json" with { type: "json" };
import complete from "../golden/protocol/toWorker.complete.json" with { type: "json" };
import file from "../golden/protocol/toWorker.file.json" with { type: "json" };
import evaluate from "../golden/protocol/toWorker.evaluate.json" with { type: "json" };
import input from "../golden/protocol/toWorker.input.json" with { type: "json" };
import outputShown from "../golden/protocol/toWorker.outputShown.json" with { type: "json" };
import prepare from "../golden/protocol/toWorker.prepare.json" with { type: "json" };
import run from "../golden/protocol/toWorker.run.json" with { type: "json" };
import stop from "../golden/protocol/toWorker.stop.json" with { type: "json" };
import {
  FromFrame,
  FromLanguage,
  FromWorker,
  MAX_BATCH_CHARACTERS,
  MAX_EXCHANGES,
  type ToFrame,
  type ToLanguage,
  type ToWorker,
} from "../../web/src/protocol.ts";

/** A sample as the compiler sees it: JSON's texts are no literal types. */
type Loose<T> = T extends string ? string : T extends object ? { [K in keyof T]: Loose<T[K]> } : T;

// A sample for each message that is sent; a missing one, or a field too few, does not compile.
const sentToWorker = {
  prepare,
  run,
  stop,
  input,
  evaluate,
  complete,
  outputShown,
  file,
} satisfies {
  [T in ToWorker["type"]]: Loose<Extract<ToWorker, { type: T }>>;
};
// These carry megabytes of buffers and have no JSON.
type Large = "prepare" | "useLibrary" | "useSnapshot" | "usePostgres";
const sentToFrame = { spawn, spawnSnapshotMaker, spawnLanguage, spawnPostgres, kill } satisfies {
  [T in Exclude<ToFrame["type"], Large>]: Loose<Extract<ToFrame, { type: T }>>;
};

// "open" carries a buffer.
const sentToLanguage = { ask } satisfies {
  [T in Exclude<ToLanguage["type"], "open">]: Loose<Extract<ToLanguage, { type: T }>>;
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
const schemas = { fromWorker: FromWorker, fromFrame: FromFrame, fromLanguage: FromLanguage };
const schemaTypes = (schema: (typeof schemas)[keyof typeof schemas]) =>
  schema.options.map((option) => option.entries.type.literal).sort();

test("every message has a sample, and every sample is a message", () => {
  assert.deepEqual(types("fromWorker"), schemaTypes(FromWorker));
  assert.deepEqual(types("fromFrame"), schemaTypes(FromFrame));
  // "bootFailed" is the worker's, whatever its task.
  const ofLanguage = schemaTypes(FromLanguage).filter((type) => type !== "bootFailed");
  assert.deepEqual(types("fromLanguage"), ofLanguage);
  assert.deepEqual(types("toLanguage"), Object.keys(sentToLanguage).sort());
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
for (const { file, message } of of("fromLanguage")) {
  test(`${file} passes the schema`, () => {
    assert.deepEqual(v.parse(FromLanguage, message), message);
  });
}

for (const { file, direction, message } of samples) {
  if (direction?.startsWith("from")) {
    const schema = schemas[direction as keyof typeof schemas];
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

test("forged requests are refused", () => {
  const exchange = {
    ...{ id: 1, method: "GET", url: "https://example.com/", started: 0, status: null },
    ...{ size: 0, answered: null, ended: null, failure: null },
  };
  const message = { type: "exchanges", runId: 1, exchanges: [exchange] };
  assert.ok(v.is(FromWorker, message));
  for (const forged of [
    [{ ...exchange, id: -1 }],
    [{ ...exchange, method: "x".repeat(21) }],
    [{ ...exchange, url: "x".repeat(2_001) }],
    [{ ...exchange, status: 1e9 }],
    [{ ...exchange, size: Number.POSITIVE_INFINITY }],
    [{ ...exchange, ended: "1" }],
    [{ ...exchange, failure: "x".repeat(201) }],
    Array(MAX_EXCHANGES + 1).fill(exchange),
  ]) {
    assert.ok(!v.is(FromWorker, { ...message, exchanges: forged }), JSON.stringify(forged[0]));
  }
});

test("forged lists of files are refused", () => {
  const file = { path: "out/a.txt", size: 1, content: "QQ==" };
  const written = { type: "filesWritten", runId: 1, files: [file], more: 0 };
  assert.ok(v.is(FromWorker, written));
  const paths = ["", "/etc/passwd", "..", "a/../b", "a//b", "./a", "a\\b", "a\n", "\u202egpj.a"];
  const files = [
    ...paths.map((path) => ({ ...file, path })),
    { ...file, path: "x".repeat(201) },
    { ...file, size: -1 },
    { ...file, content: "x".repeat(2 ** 21) },
  ];
  for (const forged of [...files.map((one) => [one]), Array(1_001).fill(file)]) {
    assert.ok(!v.is(FromWorker, { ...written, files: forged }), JSON.stringify(forged[0]));
  }
  const large = { ...file, content: "x".repeat(2 ** 20) };
  assert.ok(!v.is(FromWorker, { ...written, files: Array(7).fill(large) }));
});

test("a list that is too long is refused before its items are looked at", () => {
  // Each of its items is wrong: where the items come first, that is what the page is told.
  const hostile = Array(25_000).fill(0);
  for (const message of [
    { type: "exchanges", runId: 1, exchanges: hostile },
    { type: "output", runId: 1, records: hostile, droppedLines: 0 },
    { type: "filesWritten", runId: 1, files: hostile, more: 0 },
    { type: "completions", runId: 1, replaced: 0, words: hostile },
  ]) {
    const checked = v.safeParse(FromWorker, message, { abortEarly: true });
    assert.equal(checked.success, false, message.type);
    assert.ok(checked.issues?.some(({ message }) => message.includes("Invalid length")));
  }
});
