import assert from "node:assert/strict";
import { test } from "node:test";

const window = new EventTarget();
Object.assign(globalThis, { addEventListener: window.addEventListener.bind(window) });
const { pauseForKeys } = await import("../../web/src/output/keys-first.ts");

test("a flood waits for nobody while no key is pressed", () => {
  assert.equal(pauseForKeys(performance.now()), 0);
});

test("a flood leaves a typist most frames, and still gets one in a while", () => {
  const key = new Event("keydown");
  window.dispatchEvent(key);
  const pressed = key.timeStamp;
  assert.equal(Math.round(pauseForKeys(pressed, pressed + 10)), 190);
  assert.equal(Math.round(pauseForKeys(pressed - 150, pressed + 10)), 40);
  assert.equal(pauseForKeys(pressed - 1_000, pressed + 10), 0);
  // The keys have come to rest.
  assert.equal(pauseForKeys(pressed + 100, pressed + 201), 0);
});
