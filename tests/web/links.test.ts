/** Links: what goes in comes out, or a named error; never another program. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import type { ProgramDocument } from "../../web/src/document/document.ts";
import { parseRoute } from "../../web/src/handbook/route.ts";
import {
  DamagedLinkError,
  TooLargeForLinkError,
  decodeLink,
  encodeLink,
} from "../../web/src/links/codec.ts";
import { CLOCK_MODES } from "../../web/src/protocol.ts";

type Golden = { readonly link: string; readonly program: ProgramDocument };

const { links: GOLDEN } = JSON.parse(
  readFileSync(new URL("../golden/links.json", import.meta.url), "utf8"),
) as { readonly links: readonly Golden[] };

/** A link made by the first version of this page. It must open for ever. */
const FIRST: Golden = {
  link: "v1.eJyrVirJLMlJVbJSSi9KTS3JzEtX0lFKy8xJLVayqlbKTczM0yuoVLJSKijKzCvRUHcvOrzn8PxUHYUnO6Y9n9qj8GH-hF51zZiimLyYkgoFWwX1mFIDAwMD9Zg8JR2ljNScgtSiYogBSrU6Ssk5-cnZSlZKmXnFJYl5JUq1AIElLXs",
  program: {
    title: "greeting",
    files: { "main.py": "print('Grüße, 世界 🐍')\r\n\tx = '\0'\n", "helpers.py": "" },
    clock: "instant",
  },
};

const { program } = FIRST;

const payload = (data: string | Uint8Array) =>
  `v1.${Buffer.from(deflateSync(data)).toString("base64url")}`;

/** Any string at all: half surrogate pairs and NUL too. */
const text = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: "binary", maxLength }),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength })
      .map((units) => String.fromCharCode(...units)),
    fc
      .array(fc.constantFrom("\r\n", "\n", "\0", "\ufeff", "🐍", "\ud83d", "    x = 1"), {
        maxLength,
      })
      .map((parts) => parts.join("")),
  );

const programs: fc.Arbitrary<ProgramDocument> = fc
  .record(
    {
      title: text(60),
      main: text(400),
      others: fc.dictionary(fc.stringMatching(/^[\w-][\w.-]{0,30}$/), text(100), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
      clock: fc.constantFrom(...CLOCK_MODES),
    },
    { requiredKeys: ["main", "others", "clock"] },
  )
  .map(({ title, main, others, clock }) => ({
    ...(title === undefined ? {} : { title: title.slice(0, 200) }),
    files: { ...others, "main.py": main },
    clock,
  }));

test("any text in any number of files survives the round trip", async () => {
  const kept = programs.filter(
    ({ title, files }) => title !== "main.py" && !Object.keys(files).some(isUnkept),
  );
  await fc.assert(
    fc.asyncProperty(kept, async (one) => {
      const link = await encodeLink(one);
      assert.match(link, /^v1\.[A-Za-z0-9_-]+$/);
      assert.deepEqual(await decodeLink(link), one);
    }),
    { numRuns: 500 },
  );
});

test("what valibot would leave out is refused, not lost", async () => {
  for (const name of ["__proto__", "prototype", "constructor"]) {
    const json = `{"files":{"main.py":"","${name}":"x"},"clock":"real"}`;
    await assert.rejects(decodeLink(payload(json)), /not a program/, name);
  }
});

function isUnkept(name: string): boolean {
  return ["__proto__", "prototype", "constructor"].includes(name);
}

test("a title that says nothing, or too much, makes no longer link", async () => {
  const { files, clock } = program;
  const plain = { files, clock };
  assert.deepEqual(await decodeLink(await encodeLink({ ...plain, title: "main.py" })), plain);
  const long = await decodeLink(await encodeLink({ ...plain, title: "t".repeat(300) }));
  assert.equal(long.title, "t".repeat(200));
});

test("100 links of the past, and the first, open for ever", async () => {
  assert.equal(GOLDEN.length, 100);
  for (const { link, program } of [FIRST, ...GOLDEN]) {
    assert.deepEqual(await decodeLink(link), program, link);
    assert.equal(parseRoute(`#${link}`)?.kind, "shared");
  }
});

test("what messengers, mail and Markdown do to a link does no harm", async () => {
  const { link, program } = FIRST;
  const middle = 60;
  const wrapped = (by: string) => link.slice(0, middle) + by + link.slice(middle);
  const changed = [
    ...[".", ")", ">", "%20", "\n", ").", ",", "%29", "\u201d", "]", "&utm_source=x", "*"].map(
      (tail) => link + tail,
    ),
    ...["\n", "\r\n", " ", "%20", "%0A", "\n    "].map(wrapped),
    link.replaceAll("-", "%2D").replaceAll("_", "%5f"),
    link.replace(".", "%2E"),
    encodeURIComponent(encodeURIComponent(link).replaceAll("-", "%2D")),
    link.replaceAll("_", "\\_").replaceAll("-", "\\-"),
  ];
  for (const one of changed) {
    assert.deepEqual(await decodeLink(one), program, one);
    assert.equal(parseRoute(`#${one}`)?.kind, "shared", one);
  }
});

test("what can't be mended is a named error", async () => {
  const { link } = FIRST;
  const lower = link.toLowerCase();
  const upper = link.toUpperCase();
  const doubled = link + link;
  const replaced = link.replace(/[-_]/, "+");
  for (const damaged of [
    lower,
    upper,
    doubled,
    replaced,
    "",
    "v1",
    "v1.",
    "v1.!!!",
    "1.",
    "%",
    "%%",
  ]) {
    await assert.rejects(decodeLink(damaged), DamagedLinkError, damaged);
  }
  assert.equal(parseRoute(`#${upper}`)?.kind, "shared");
  await assert.rejects(decodeLink("v2.abc"), /newer version/);
});

test("bytes behind the end of the data are damage in every engine", async () => {
  const data = deflateSync(JSON.stringify({ files: { "main.py": "" }, clock: "real" }));
  const link = (bytes: Uint8Array) => `v1.${Buffer.from(bytes).toString("base64url")}`;
  assert.equal((await decodeLink(link(data))).clock, "real");
  for (const tail of [Buffer.alloc(1), Buffer.from("junk"), data]) {
    await assert.rejects(decodeLink(link(Buffer.concat([data, tail]))), DamagedLinkError);
  }
  for (const cut of [1, 2, 3, 4]) {
    await assert.rejects(decodeLink(link(data.subarray(0, -cut))), DamagedLinkError);
  }
});

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

test("every one-character change and every truncation is noticed", async () => {
  let unnoticed = 0;
  const check = async (damaged: string, program: ProgramDocument) => {
    const decoded = await decodeLink(damaged).catch((error: unknown) => error);
    if (!(decoded instanceof DamagedLinkError)) {
      // The last character of base64 may hold bits that mean nothing.
      assert.deepEqual(decoded, program, damaged);
      unnoticed += 1;
    }
  };
  for (const { link, program } of GOLDEN) {
    const damaged = [...link].flatMap((character, at) => {
      // Another character than the last time, so that every kind of change comes up.
      const other = ALPHABET[(ALPHABET.indexOf(character) + 1 + ((at * 31) % 63)) % 64] ?? "";
      return [link.slice(0, at) + other + link.slice(at + 1), link.slice(0, at)];
    });
    await Promise.all(damaged.map((one) => check(one, program)));
  }
  assert.ok(unnoticed < 200, `${unnoticed} changes made no difference`);
});

test("each of the 63 other characters at each place of the shortest is noticed", async () => {
  const shortest = GOLDEN.toSorted((one, other) => one.link.length - other.link.length).slice(0, 4);
  for (const { link, program } of shortest) {
    for (let at = 0; at < link.length; at += 1) {
      const others = [...ALPHABET].filter((other) => other !== link[at]);
      const damaged = others.map((other) => link.slice(0, at) + other + link.slice(at + 1));
      for (const one of await Promise.all(
        damaged.map((one) => decodeLink(one).catch((error: unknown) => error)),
      )) {
        assert.ok(one instanceof DamagedLinkError || isDeepStrictEqual(one, program));
      }
    }
  }
});

test("a program that is too large for a link is not put into one", async () => {
  const files = { "main.py": "x".repeat(1_048_576) };
  await assert.rejects(encodeLink({ files, clock: "real" }), TooLargeForLinkError);
  const largest = { files: { "main.py": "x".repeat(1_048_000) }, clock: "real" } as const;
  assert.deepEqual(await decodeLink(await encodeLink(largest)), largest);
});

test("what is no program is refused", async () => {
  const bad = [
    "null",
    "[]",
    "{}",
    '{"files":null,"clock":"real"}',
    '{"files":{},"clock":"real"}',
    '{"files":{"main.py":1},"clock":"real"}',
    '{"files":{"main.py":"","../x":""},"clock":"real"}',
    '{"files":{"main.py":""},"clock":"yesterday"}',
    '{"files":{"main.py":""},"clock":"real","run":true}',
  ];
  for (const json of bad) {
    await assert.rejects(decodeLink(payload(json)), /not a program/, json);
  }
  await assert.rejects(decodeLink(payload("{")), DamagedLinkError);
  await assert.rejects(decodeLink(payload(Uint8Array.of(0xff, 0xfe))), DamagedLinkError);
});

test("a link of more files than a program can have is refused", async () => {
  const files = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`f${n}.txt`, ""]));
  const link = await encodeLink({ files: { "main.py": "", ...files }, clock: "real" });
  await assert.rejects(decodeLink(link), DamagedLinkError);
});
