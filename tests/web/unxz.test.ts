/** The archive of Python's library, as it is shipped. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pythonArchive } from "../../web/build/python.ts";
import { unxz } from "../../web/src/lib/unxz.ts";

const { zip, xz } = await pythonArchive();
const archive = readFileSync(zip);
const packed = readFileSync(xz);
const bufferOf = (bytes: Uint8Array) => new Uint8Array(bytes).buffer;

test("what is shipped is the archive that Python reads", async () => {
  const unpacked = await unxz(bufferOf(packed), archive.length);
  assert.ok(archive.equals(new Uint8Array(unpacked)));
});

test("no more is unpacked than there should be, and no less is taken", async () => {
  await assert.rejects(unxz(bufferOf(packed), archive.length - 1), /more in it than there should/);
  await assert.rejects(unxz(bufferOf(packed), archive.length + 1), /less in it than there should/);
});

test("what is damaged or cut off is refused", { timeout: 60_000 }, async () => {
  const flipped = packed.map((byte, at) => (at === 1_000_000 ? byte ^ 1 : byte));
  await assert.rejects(unxz(bufferOf(flipped), archive.length));
  await assert.rejects(unxz(bufferOf(packed.subarray(0, 1_000_000)), archive.length));
  await assert.rejects(unxz(new ArrayBuffer(0), archive.length));
});
