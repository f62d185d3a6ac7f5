/** Leave to use the real internet is for the program that stood there when it was asked for. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Leave } from "../../web/src/network/leave.ts";

function setUp() {
  const leave = new Leave();
  const allowed: string[] = [];
  const asked: { answer: (yes: boolean) => void; withdrawn: AbortSignal }[] = [];
  const ask = (name: string) =>
    leave.ask(
      (withdrawn) => new Promise((answer) => asked.push({ answer, withdrawn })),
      () => allowed.push(name),
    );
  return { leave, allowed, asked, ask };
}

test("it is given by a yes, and by nothing else", async () => {
  const { allowed, asked, ask } = setUp();
  const first = ask("first");
  asked[0]?.answer(false);
  await first;
  const second = ask("second");
  asked[1]?.answer(true);
  await second;
  assert.deepEqual(allowed, ["second"]);
});

test("a yes that comes when another program stands there is for neither", async () => {
  const { leave, allowed, asked, ask } = setUp();
  const first = ask("first");
  assert.equal(asked[0]?.withdrawn.aborted, false);
  leave.withdraw();
  assert.equal(asked[0]?.withdrawn.aborted, true);
  asked[0]?.answer(true);
  await first;
  assert.deepEqual(allowed, []);
});

test("a yes is not for another program that came just after it", async () => {
  const { leave, allowed, asked, ask } = setUp();
  const first = ask("first");
  asked[0]?.answer(true);
  leave.withdraw();
  await first;
  assert.deepEqual(allowed, []);
});

test("the next program can ask while the question before is still going away", async () => {
  const { leave, allowed, asked, ask } = setUp();
  const first = ask("first");
  leave.withdraw();
  const second = ask("second");
  asked[1]?.answer(true);
  asked[0]?.answer(true);
  await Promise.all([first, second]);
  assert.deepEqual(allowed, ["second"]);
});
