/** A snapshot of memory, packed and put back. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { packSnapshot, unpackSnapshot, writeMemory } from "../../web/src/sandbox/snapshot.ts";

const PAGE = 4_096;
const HEADER = 64;

/** As Pyodide makes one: magic, offset of the memory, more; then the memory. */
function ownSnapshot(memory: Uint8Array): Uint8Array {
  const own = new Uint8Array(HEADER + memory.length);
  const fields = new Uint32Array(own.buffer);
  fields[0] = 0x706e7300;
  fields[1] = HEADER;
  fields[2] = 17;
  own.set(memory, HEADER);
  return own;
}

function memoryWith(pages: Readonly<Record<number, number>>, count = 8): Uint8Array<ArrayBuffer> {
  const memory = new Uint8Array(count * PAGE);
  for (const [page, byte] of Object.entries(pages)) {
    // The last byte of a page counts as much as its first.
    memory[(Number(page) + 1) * PAGE - 1] = byte;
  }
  return memory;
}

test("what is restored is what was taken, and nothing shows through", () => {
  const taken = memoryWith({ 0: 1, 3: 2, 7: 255 });
  const snapshot = unpackSnapshot(packSnapshot(ownSnapshot(taken)));
  const memory = memoryWith({ 1: 9, 3: 9, 6: 9 });
  memory[3 * PAGE] = 9;
  writeMemory(snapshot, memory);
  assert.deepEqual(memory, taken);
});

test("empty pages are left out", () => {
  const packed = packSnapshot(ownSnapshot(memoryWith({ 2: 1 }, 1_000)));
  assert.ok(packed.byteLength < 2 * PAGE, `${packed.byteLength}`);
});

test("the header is Pyodide's own, and nothing stands behind it", () => {
  const own = ownSnapshot(memoryWith({ 1: 1 }));
  const { header, memoryBytes, pageNumbers } = unpackSnapshot(packSnapshot(own));
  assert.deepEqual(header, own.slice(0, HEADER));
  assert.equal(header.byteOffset, 0);
  assert.equal(memoryBytes, 8 * PAGE);
  assert.deepEqual([...pageNumbers], [1]);
});

test("a larger memory than before keeps nothing behind it", () => {
  const snapshot = unpackSnapshot(packSnapshot(ownSnapshot(memoryWith({ 1: 1 }, 4))));
  const memory = memoryWith({ 6: 7 }, 8);
  writeMemory(snapshot, memory);
  assert.deepEqual(memory, memoryWith({ 1: 1 }, 8));
});

test("what is no snapshot is refused", () => {
  const packed = packSnapshot(ownSnapshot(memoryWith({ 1: 1 })));
  assert.throws(() => unpackSnapshot(new ArrayBuffer(0)), /too short/);
  assert.throws(() => unpackSnapshot(packed.slice(0, -1)), /another length than it says/);
  assert.throws(() => unpackSnapshot(new ArrayBuffer(packed.byteLength)), /another length/);
});
