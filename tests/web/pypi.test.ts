/** PyPI as the page reaches it, against a server that does what the tests want. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type TestContext, test } from "node:test";
import { Pypi } from "../../web/src/packages/pypi.ts";

const PROJECT = "https://pypi.org/simple/thing/";
const WHEEL = "https://files.pythonhosted.org/packages/ab/thing-1.0-py3-none-any.whl";
const CONTENT = new TextEncoder().encode("a wheel");
const SHA256 = createHash("sha256").update(CONTENT).digest("hex");

const page = () =>
  Response.json({ files: [{ filename: "thing.whl", url: WHEEL, hashes: { sha256: SHA256 } }] });

function serve(context: TestContext, answers: Readonly<Record<string, () => Response>>): string[] {
  const asked: string[] = [];
  context.mock.method(globalThis, "fetch", async (url: string) => {
    asked.push(url);
    return answers[url]?.() ?? new Response(null, { status: 404 });
  });
  return asked;
}

test("a wheel that PyPI lists, and nothing else", async (context) => {
  const asked = serve(context, { [PROJECT]: page, [WHEEL]: () => new Response(CONTENT) });
  const pypi = new Pypi();
  await assert.rejects(
    pypi.fetch(WHEEL, () => {}),
    /what PyPI lists/,
  );
  assert.deepEqual(asked, []);
  await pypi.fetch(PROJECT, () => {});
  const said: string[] = [];
  const content = await pypi.fetch(WHEEL, (text) => said.push(text));
  assert.deepEqual(new Uint8Array(content), CONTENT);
  assert.deepEqual(said, ["Fetching thing-1.0-py3-none-any.whl from PyPI…"]);
});

test("a run has its share of bytes, whatever a server says of a file's size", async (context) => {
  let sent = 0;
  const endless = () => {
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      sent += 2 ** 20;
      controller.enqueue(new Uint8Array(2 ** 20));
    };
    return new Response(new ReadableStream({ pull }));
  };
  serve(context, { [PROJECT]: page, [WHEEL]: endless });
  const pypi = new Pypi();
  await pypi.fetch(PROJECT, () => {});
  await assert.rejects(
    pypi.fetch(WHEEL, () => {}),
    { message: "one run may not fetch more than 200 MB" },
  );
  assert.ok(sent < 210 * 2 ** 20);
});

test("one file comes after the other", async (context) => {
  let under = 0;
  let most = 0;
  context.mock.method(globalThis, "fetch", async () => {
    under += 1;
    most = Math.max(most, under);
    await new Promise((resolve) => setTimeout(resolve, 1));
    under -= 1;
    return page();
  });
  const pypi = new Pypi();
  const names = ["a", "b", "c"];
  await Promise.all(names.map((name) => pypi.fetch(`https://pypi.org/simple/${name}/`, () => {})));
  assert.equal(most, 1);
});
