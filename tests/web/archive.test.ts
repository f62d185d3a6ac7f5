/** Zip archives: what goes in comes out, and nothing damaged or boundless does. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { zipSync } from "fflate";
import { readArchive, writeArchive } from "../../web/src/files/archive.ts";
import { OpeningError } from "../../web/src/files/limits.ts";
import { openSources } from "../../web/src/files/opening.ts";

/** Without lone surrogates: in UTF-8 there are none. */
const text = fc
  .string({ unit: "grapheme", maxLength: 200 })
  .map((text) => text.replaceAll("\0", ""));
const programs = fc
  .uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_-]{0,20}\.(py|txt|csv|toml)$/), { maxLength: 5 })
  .chain((names) =>
    fc
      .array(text, { minLength: names.length, maxLength: names.length })
      .map((texts) => Object.fromEntries(names.map((name, index) => [name, texts[index] ?? ""]))),
  );

test("a program comes back as it went", () => {
  fc.assert(
    fc.property(programs, text, (others, main) => {
      const files = { "main.py": main.replace(/^\u{feff}/u, ""), ...others };
      for (const [name, text] of Object.entries(files)) {
        files[name as "main.py"] = text.replace(/^\u{feff}/u, "");
      }
      assert.deepEqual({ ...readArchive(writeArchive(files)) }, files);
    }),
  );
});

test("a whole program takes the place of what was there", async () => {
  const files = { "main.py": "import helpers\n", "helpers.py": "x = 1\n", "data.txt": "é\n" };
  const opened = await openSources(
    [new File([writeArchive(files)], "mine.zip")],
    { "main.py": "old", "other.py": "" },
    true,
  );
  assert.deepEqual(opened.files, files);
  assert.equal(opened.message, "Opened mine.zip: its 3 files took the place of all that was here.");
  const part = writeArchive({ "data.txt": "new" });
  const added = await openSources([new File([part], "part.zip")], { "main.py": "old" }, true);
  assert.deepEqual(added.files, { "main.py": "old", "data.txt": "new" });
});

test("no changed or missing byte yields other text", () => {
  const files = { "main.py": "print('hello, hello, hello')\n".repeat(5), "data.txt": "1,2,3" };
  const whole = writeArchive(files);
  const texts = new Set(Object.values(files));
  for (let at = 0; at < whole.length; at += 1) {
    const changed = whole.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x11;
    for (const damaged of [changed, whole.slice(0, at)]) {
      let found: Readonly<Record<string, string>> = {};
      try {
        found = readArchive(damaged);
      } catch (error) {
        assert.ok(error instanceof OpeningError, `byte ${at}: ${String(error)}`);
      }
      for (const one of Object.values(found)) {
        assert.ok(texts.has(one), `byte ${at} gave other text`);
      }
    }
  }
});

test("bytes at random are refused by name", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.throws(() => readArchive(bytes), OpeningError);
    }),
  );
});

const bytes = (text: string) => new TextEncoder().encode(text);
const REFUSED: readonly (readonly [string, Record<string, Uint8Array>, RegExp])[] = [
  [
    "folders",
    { "a/b.py": bytes("") },
    /“a\/b\.py” that can’t be opened here\. There are no folders/,
  ],
  ["ways out", { "../../x.py": bytes("") }, /There are no folders/],
  ["no text", { "a.png": new Uint8Array([0x89, 0x50]) }, /a\.png is no text/],
  ["nothing", {}, /holds no files/],
  [
    "many",
    Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`f${index}`, bytes("")])),
    /101 files; a program can have 100/,
  ],
];
for (const [what, entries, message] of REFUSED) {
  test(`an archive of ${what} says why it is refused`, () => {
    assert.throws(() => readArchive(zipSync(entries)), message);
  });
}

test("a bomb is refused, and one that lies about its size", () => {
  const bomb = zipSync({ "main.py": new Uint8Array(50_000_000) });
  assert.ok(bomb.length < 100_000);
  assert.throws(() => readArchive(bomb), /more than 1 MiB/);
  const view = new DataView(bomb.buffer);
  for (let at = 0; at < bomb.length - 4; at += 1) {
    if (view.getUint32(at, true) === 0x02014b50) {
      view.setUint32(at + 24, 100, true);
    }
  }
  assert.throws(() => readArchive(bomb), /more than 1 MiB/);
});

test("what macOS adds is passed over", () => {
  const archive = zipSync({
    "main.py": bytes("x"),
    "__MACOSX/._main.py": bytes("\0"),
    "d/": bytes(""),
  });
  assert.deepEqual(readArchive(archive), { "main.py": "x" });
});
