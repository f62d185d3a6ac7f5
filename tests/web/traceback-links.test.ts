/** Which places a line of a traceback names. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { findPlace } from "../../web/src/output/traceback-links.ts";

const placeIn = (text: string) => findPlace(text)?.place ?? null;

test("lines of a traceback, however deep in a group", () => {
  assert.deepEqual(placeIn('  File "/home/learner/main.py", line 7, in <module>'), {
    file: "main.py",
    line: 7,
  });
  assert.deepEqual(placeIn('    |   File "/home/learner/helpers.py", line 12, in go'), {
    file: "helpers.py",
    line: 12,
  });
  assert.deepEqual(placeIn('  File "main.py", line 3'), { file: "main.py", line: 3 });
});

test("a warning's line", () => {
  const text = "/home/learner/main.py:12: RuntimeWarning: coroutine 'save' was never awaited";
  assert.deepEqual(placeIn(text), { file: "main.py", line: 12 });
  assert.equal(placeIn("/home/learner/main.py:12: 12 o'clock"), null);
});

test("where in the line it stands", () => {
  const text = '  File "/home/learner/main.py", line 7, in <module>';
  const found = findPlace(text);
  assert.ok(found);
  assert.equal(text.slice(found.from, found.to), 'File "/home/learner/main.py", line 7');
});

test("nothing else", () => {
  for (const text of [
    "ValueError: here",
    '  File "/lib/python314.zip/asyncio/runners.py", line 7, in run',
    '  File "/home/learner/../main.py", line 7',
    '  File "/home/learner/main.py", line',
    '  File "<string>", line 1, in <module>',
    `File "${"x".repeat(200)}", line 1`,
  ]) {
    assert.equal(placeIn(text), null, text);
  }
});
