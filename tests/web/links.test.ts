/** Links: what goes in comes out, or a named error; never another program. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import {
  DamagedLinkError,
  type SharedProgram,
  decodeLink,
  encodeLink,
  isLink,
} from "../../web/src/links/codec.ts";

const program: SharedProgram = {
  title: "greeting",
  files: { "main.py": "print('Grüße, 世界 🐍')\r\n\tx = '\0'\n", "helpers.py": "" },
  clock: "instant",
};

/** A link made by the first version of this page. It must open for ever. */
const GOLDEN =
  "v1.eJyrVirJLMlJVbJSSi9KTS3JzEtX0lFKy8xJLVayqlbKTczM0yuoVLJSKijKzCvRUHcvOrzn8PxUHYUnO6Y9n9qj8GH-hF51zZiimLyYkgoFWwX1mFIDAwMD9Zg8JR2ljNScgtSiYogBSrU6Ssk5-cnZSlZKmXnFJYl5JUq1AIElLXs";

const payload = (data: string | Uint8Array) =>
  `v1.${Buffer.from(deflateSync(data)).toString("base64url")}`;

test("round trip", async () => {
  const link = await encodeLink(program);
  assert.match(link, /^v1\.[A-Za-z0-9_-]+$/);
  assert.ok(isLink(link));
  assert.deepEqual(await decodeLink(link), program);
});

test("what messengers add behind a link does no harm", async () => {
  const link = await encodeLink(program);
  for (const tail of [".", ")", ">", "%20", "\n", ").", ","]) {
    assert.deepEqual(await decodeLink(link + tail), program);
  }
});

test("every one-character change and every truncation is noticed", async () => {
  const link = await encodeLink(program);
  for (let at = 3; at < link.length; at += 1) {
    const other = link[at] === "A" ? "B" : "A";
    for (const damaged of [link.slice(0, at) + other + link.slice(at + 1), link.slice(0, at)]) {
      await decodeLink(damaged).then(
        // The last character of base64 may hold unused bits: then it is the same program.
        (decoded) => assert.deepEqual(decoded, program),
        (error: unknown) => assert.ok(error instanceof DamagedLinkError),
      );
    }
  }
});

test("a bomb is refused while it unpacks", async () => {
  const bomb = payload(Buffer.alloc(50_000_000, 32));
  assert.ok(bomb.length < 100_000);
  await assert.rejects(decodeLink(bomb), /more than 1 MiB/);
});

test("what is no program is refused", async () => {
  const bad = [
    "null",
    "[]",
    "{}",
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
  await assert.rejects(decodeLink("v1."), DamagedLinkError);
  await assert.rejects(decodeLink("v1.!!!"), DamagedLinkError);
  await assert.rejects(decodeLink("v2.abc"), /newer version/);
});

test("golden links open for ever", async () => {
  assert.deepEqual(await decodeLink(GOLDEN), program);
});
