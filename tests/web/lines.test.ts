/** Records become lines as on a terminal. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatSeconds } from "../../web/src/output/format.ts";
import { LineAssembler } from "../../web/src/output/lines.ts";
import type { OutputRecord } from "../../web/src/protocol.ts";

const out = (text: string, time = 0): OutputRecord => ({ stream: "stdout", text, time });
const err = (text: string, time = 0): OutputRecord => ({ stream: "stderr", text, time });

test("a record may hold many lines, and a line many records", () => {
  const assembler = new LineAssembler();
  const lines = assembler.add([out("a\nb\n\nc"), out("d\n", 1)]);
  assert.deepEqual(
    lines.map(({ text, time }) => [text, time]),
    [
      ["a", 0],
      ["b", 0],
      ["", 0],
      ["cd", 0],
    ],
  );
});

test("a line that grows is the same line", () => {
  const assembler = new LineAssembler();
  const [first] = assembler.add([out("loading")]);
  const [second] = assembler.add([out("...", 1)]);
  assert.equal(first, second);
  assert.equal(first?.text, "loading...");
});

test("the streams do not mix", () => {
  const assembler = new LineAssembler();
  const lines = assembler.add([out("half"), err("error\n"), out(" whole\n")]);
  assert.deepEqual(
    lines.map(({ stream, text }) => `${stream}: ${text}`),
    ["stdout: half whole", "stderr: error"],
  );
});

test("a line without end is broken", () => {
  const lines = new LineAssembler().add([out("x".repeat(25_000))]);
  assert.deepEqual(
    lines.map(({ text }) => text.length),
    [10_000, 10_000, 5_000],
  );
});

test("a newline right after a full line makes no empty one", () => {
  const lines = new LineAssembler().add([out(`${"x".repeat(10_000)}\ny\n`)]);
  assert.deepEqual(
    lines.map(({ text }) => text.length),
    [10_000, 1],
  );
});

test("times are exact where they are simulated, and rounded where they are real", () => {
  assert.equal(formatSeconds(0.1, true), "0.1 s");
  assert.equal(formatSeconds(2, true), "2 s");
  assert.equal(formatSeconds(0.30000000000000004, true), "0.3 s");
  assert.equal(formatSeconds(0.1, false), "0.10 s");
});
