/** The lint for coroutines that nobody awaits: what it finds, and that it finds nothing else. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pythonLanguage } from "@codemirror/lang-python";
import type { Finding } from "../../web/src/editor/lint/finding.ts";
import { neverAwaited } from "../../web/src/editor/lint/never-awaited.ts";

const find = (text: string): Finding[] => neverAwaited(pythonLanguage.parser.parse(text), text);
const marked = (text: string) => find(text).map(({ from, to }) => text.slice(from, to));

const FETCH = "import asyncio\n\nasync def fetch(n):\n    await asyncio.sleep(n)\n\n";

function apply(text: string): string {
  const [finding] = find(text);
  assert.ok(finding?.fix);
  const { at, insert } = finding.fix;
  return text.slice(0, at) + insert + text.slice(at);
}

test("a call in a coroutine, with its fix", () => {
  const text = `${FETCH}async def main():\n    fetch(1)\n`;
  const [finding] = find(text);
  assert.equal(
    finding?.message,
    "fetch() only makes a coroutine: nothing in it runs until somebody awaits it. Write: await fetch(…)",
  );
  assert.equal(apply(text), `${FETCH}async def main():\n    await fetch(1)\n`);
  assert.deepEqual(find(apply(text)), []);
});

test("outside of a coroutine there is no await to insert", () => {
  const top = find(`${FETCH}fetch(1)\n`)[0];
  assert.match(top?.message ?? "", /Start it with asyncio\.run\(fetch\(…\)\)\.$/);
  assert.equal(top?.fix, null);
  const inside = find(`${FETCH}def main():\n    fetch(1)\n`)[0];
  assert.match(inside?.message ?? "", /Only a function that begins with async def can await it\.$/);
  assert.equal(inside?.fix, null);
});

test("methods of the class that is being written", () => {
  const text = `class Pool:
    async def open(self):
        pass

    def close(self):
        pass

    async def run(self):
        self.open()
        self.close()
        self.unknown()
        other.open()
`;
  assert.deepEqual(marked(text), ["self.open()"]);
});

test("asyncio's own, whatever the file calls them", () => {
  const inMain = (head: string, call: string) => `${head}\nasync def main():\n    ${call}\n`;
  for (const [head, call] of [
    ["import asyncio", "asyncio.sleep(1)"],
    ["import asyncio as aio", "aio.wait_for(x, 1)"],
    ["from asyncio import sleep", "sleep(1)"],
    ["from asyncio import (\n    sleep as nap,\n    gather,\n)", "nap(1)"],
    ["import asyncio", "asyncio.to_thread(print)"],
    ["import asyncio", "asyncio.open_connection('localhost', 80)"],
  ] as const) {
    assert.deepEqual(marked(inMain(head, call)), [call]);
  }
  for (const [head, call] of [
    ["import asyncio", "asyncio.gather(a(), b())"],
    ["import asyncio", "asyncio.create_task(a())"],
    ["import asyncio", "asyncio.run(main())"],
    ["import time as asyncio", "asyncio.sleep(1)"],
    ["from time import sleep", "sleep(1)"],
    ["import asyncio", "queue.get()"],
  ] as const) {
    assert.deepEqual(marked(inMain(head, call)), []);
  }
});

test("nothing that is used", () => {
  for (const use of [
    "await fetch(1)",
    "x = fetch(1)",
    "print(fetch(1))",
    "return fetch(1)",
    "asyncio.run(fetch(1))",
    "fetch(1).close()",
    "fetch(1), fetch(2)",
    "lambda: fetch(1)",
  ]) {
    assert.deepEqual(marked(`${FETCH}async def main():\n    ${use}\n`), [], use);
  }
});

test("nothing that is not certain", () => {
  for (const text of [
    // A generator, which is iterated.
    "async def rows():\n    yield 1\n\nasync def main():\n    rows()\n",
    // A decorator may make anything of it.
    "@command\nasync def start():\n    pass\n\nstart()\n",
    // Two meanings.
    "async def go():\n    pass\n\ndef go():\n    pass\n\ngo()\n",
    "async def go():\n    pass\n\ngo = print\ngo()\n",
    "async def go():\n    pass\n\ndef call(go):\n    go()\n",
    "async def print():\n    pass\nfrom builtins import print\nprint()\n",
    // A method, called as a function.
    "class A:\n    async def go(self):\n        pass\n\ngo()\n",
  ]) {
    assert.deepEqual(marked(text), [], text);
  }
});

test("a coroutine that holds a generator is still one", () => {
  const text =
    "async def go():\n    def numbers():\n        yield 1\n\nasync def main():\n    go()\n";
  assert.deepEqual(marked(text), ["go()"]);
});
