/** Files of a program: their names, what is opened, and the way back of what was changed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ProgramDocument } from "../../web/src/document/document.ts";
import * as v from "valibot";
import { withoutChange } from "../../web/src/files/changes.ts";
import { OpeningError, checkLimits, decodeText } from "../../web/src/files/limits.ts";
import {
  fileStem,
  freeName,
  nameProblem,
  nameWarning,
  possibleName,
} from "../../web/src/files/names.ts";
import { type Source, openSources } from "../../web/src/files/opening.ts";

const source = (name: string, text: string | Uint8Array<ArrayBuffer>): Source =>
  new File([text], name);
const STARTER = { "main.py": "print('starter')\n" };

test("why a name is not possible", () => {
  const problem = (name: string) => nameProblem(name, ["main.py", "data.txt"]);
  for (const name of ["helpers.py", "_x.py", "a-b.c", ".env", "README", "x".repeat(100)]) {
    assert.equal(problem(name), null, name);
  }
  assert.equal(problem(""), "Type a name, such as helpers.py or data.txt.");
  assert.equal(problem("a/b.py"), "There are no folders here: leave out / and \\.");
  assert.equal(problem("..\\b.py"), "There are no folders here: leave out / and \\.");
  assert.equal(
    problem("my data.csv"),
    "A name can’t hold a space: use the letters a to z, digits, _ . and -",
  );
  assert.equal(
    problem("naïve.py"),
    "A name can’t hold “ï”: use the letters a to z, digits, _ . and -",
  );
  assert.match(problem("🐍.py") ?? "", /“🐍”/);
  assert.equal(problem(".."), "A name needs more than dots.");
  assert.equal(problem("x".repeat(101)), "This name is too long: 100 characters are the most.");
  assert.match(problem("__proto__") ?? "", /can’t be kept/);
  assert.equal(problem("main.py"), "There is a file main.py already.");
  assert.equal(
    problem("Data.txt"),
    "There is a file data.txt already, and many computers don’t tell capitals apart.",
  );
});

test("what is surprising about a name", () => {
  assert.match(nameWarning("random.py") ?? "", /Python’s own module random/);
  assert.match(nameWarning("asyncio.py") ?? "", /“import asyncio” finds this file instead/);
  assert.match(nameWarning("my-tools.py") ?? "", /can’t be imported/);
  assert.match(nameWarning("helpers") ?? "", /helpers\.py/);
  for (const name of ["main.py", "helpers.py", "random.txt", ""]) {
    assert.equal(nameWarning(name), null, name);
  }
});

test("a possible name for any", () => {
  assert.equal(possibleName("naïve data (1).csv"), "naive_data_1.csv");
  assert.equal(possibleName("../../etc/passwd"), "passwd");
  assert.equal(possibleName("世界.py"), "_.py");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.boolean(), (wanted, long) => {
      const name = possibleName(long ? wanted.repeat(50) : wanted);
      assert.equal(nameProblem(name, []), null, name);
      assert.ok(fits(name), name);
      const free = freeName(name, [name.toUpperCase(), freeName(name, [name])]);
      assert.equal(nameProblem(free, [name]), null, free);
      assert.match(fileStem(wanted), /^[\p{L}\p{N}_-]+$/u);
    }),
  );
});

function fits(name: string): boolean {
  return v.is(ProgramDocument, { files: { "main.py": "", [name]: "" }, clock: "real" });
}

test("a possible name is one that a link can carry", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 12 }), (name) => {
      assert.ok(nameProblem(name, []) !== null || fits(name), name);
    }),
  );
});

test("Undo takes back the change and nothing else", () => {
  const before = { "main.py": "1", "a.py": "a", "b.py": "b" };
  const after = { "main.py": "1", "b.py": "b" };
  assert.deepEqual(
    Object.entries(withoutChange({ "main.py": "2", "b.py": "b", "c.py": "c" }, before, after)),
    Object.entries({ "main.py": "2", "a.py": "a", "b.py": "b", "c.py": "c" }),
  );
  const opened = { "main.py": "1", "a.py": "new", "b.py": "b", "d.py": "d" };
  assert.deepEqual(withoutChange(opened, before, opened), before);
  // What came with the change and was worked on since is the reader's.
  assert.deepEqual(withoutChange({ ...opened, "d.py": "mine" }, before, opened), {
    ...before,
    "d.py": "mine",
  });
  const texts = fc.constantFrom("", "x", "y");
  const some = fc.dictionary(fc.constantFrom("a", "b", "c"), texts);
  fc.assert(
    fc.property(some, some, (one, other) => {
      assert.deepEqual({ ...withoutChange(other, one, other) }, { ...one });
    }),
  );
});

test("a Python file becomes the program, where the reader has not begun one", async () => {
  const fresh = await openSources([source("fetch.py", "x = 1\n")], STARTER, false);
  assert.deepEqual(fresh, {
    files: { "main.py": "x = 1\n" },
    shown: "main.py",
    message: "Opened fetch.py as main.py.",
  });
  const edited = await openSources([source("fetch.py", "x = 1\n")], STARTER, true);
  assert.deepEqual(edited, {
    files: { ...STARTER, "fetch.py": "x = 1\n" },
    shown: "fetch.py",
    message: "Opened fetch.py.",
  });
});

test("other files come beside it", async () => {
  const { files, message } = await openSources(
    [source("data.csv", "\u{feff}a,b\r\n"), source("my notes.md", "# é"), source("random.py", "")],
    { ...STARTER, "data.csv": "old" },
    false,
  );
  assert.deepEqual(files, {
    ...STARTER,
    "data.csv": "a,b\r\n",
    "my_notes.md": "# é",
    "random.py": "",
  });
  assert.match(message, /^Opened data\.csv, my_notes\.md, random\.py\. /);
  assert.match(message, /It took the place of the data\.csv that was here\./);
  assert.match(message, /“my notes\.md” is my_notes\.md here\./);
  assert.match(message, /Python’s own module random/);
});

const REFUSED: readonly (readonly [string, readonly Source[], RegExp])[] = [
  [
    "no UTF-8",
    [source("a.txt", new Uint8Array([0xff, 0xfe, 65, 0]))],
    /^a\.txt is no text in UTF-8/,
  ],
  ["zero bytes", [source("a.txt", "a\0b")], /zero bytes/],
  ["too large", [source("big.csv", "x".repeat(2_000_000))], /^big\.csv has 2 MiB; 1 MiB is/],
  [
    "too large together",
    [source("a.csv", "x".repeat(600_000)), source("b.csv", "é".repeat(300_000))],
    /together may have 1 MiB; with these they would have 1\.2 MiB/,
  ],
  [
    "too many",
    Array.from({ length: 101 }, (_, index) => source(`${index}.txt`, "")),
    /^These are 101 files; a program can have 100/,
  ],
  [
    "unreadable",
    [{ name: "folder", size: 0, arrayBuffer: () => Promise.reject(new Error("no")) }],
    /^folder could not be read\. A folder can’t be opened/,
  ],
  ["no JSON", [source("a.ipynb", "{")], /^This notebook is damaged/],
  ["no archive", [source("a.zip", "PK")], /^This archive is damaged/],
];
for (const [why, sources, message] of REFUSED) {
  test(`what can't be opened says why: ${why}`, async () => {
    await assert.rejects(openSources(sources, STARTER, false), (error) => {
      assert.ok(error instanceof OpeningError);
      assert.match(error.message, message);
      return true;
    });
  });
}

test("a size that lies is no way in", async () => {
  const lying: Source = {
    name: "a.txt",
    size: 1,
    arrayBuffer: async () => new ArrayBuffer(2_000_000),
  };
  await assert.rejects(openSources([lying], STARTER, false), OpeningError);
});

test("limits count bytes, not characters", () => {
  checkLimits({ "main.py": "x".repeat(1_048_576) });
  assert.throws(() => checkLimits({ "main.py": "é".repeat(600_000) }), OpeningError);
  assert.equal(decodeText("x", new TextEncoder().encode("\u{feff}a")), "a");
});
