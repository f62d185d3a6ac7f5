/** Requests on their way to the page, and what is said of them there. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { wantsInternet } from "../../web/src/network/wanted.ts";
import {
  describeCount,
  describeTimes,
  describeOutcome,
  isTrouble,
  outcomeOf,
} from "../../web/src/network/words.ts";
import type { NetworkExchange } from "../../web/src/protocol.ts";
import { ExchangeBatch } from "../../web/src/sandbox/exchanges.ts";

const ASKED: NetworkExchange = {
  ...{ id: 1, method: "GET", url: "https://example.com/", started: 1, status: null },
  ...{ size: 0, answered: null, ended: null, failure: null },
};
const ANSWERED = { ...ASKED, status: 200, size: 10, answered: 1.1, ended: 1.1 };

function setUp() {
  const time = { now: 0 };
  const batches: number[][] = [];
  const batch = new ExchangeBatch(
    (exchanges) => batches.push(exchanges.map(({ id }) => id)),
    () => time.now,
  );
  const add = (id: number) => batch.add(JSON.stringify({ ...ASKED, id }));
  return { time, batches, batch, add };
}

test("requests travel once a frame, each as it is by then", () => {
  const { time, batches, batch, add } = setUp();
  [1, 1, 2, 3, 2].forEach(add);
  assert.deepEqual(batches, [[1]]);
  time.now = 16;
  batch.flushIfDue();
  assert.deepEqual(batches, [[1], [1, 2, 3]]);
  batch.flush();
  assert.equal(batches.length, 2);
});

test("of too many the oldest are dropped", () => {
  const { batches, batch, add } = setUp();
  add(0);
  for (let id = 1; id <= 1_500; id += 1) {
    add(id);
  }
  batch.flush();
  assert.equal(batches[1]?.length, 1_000);
  assert.equal(batches[1]?.[0], 501);
});

test("what is said of a request", () => {
  const said = (exchange: NetworkExchange) => {
    const outcome = outcomeOf(exchange);
    return [describeOutcome(outcome), isTrouble(outcome), ...describeTimes(exchange)];
  };
  assert.deepEqual(said(ASKED), ["waiting", false, "", ""]);
  assert.deepEqual(said({ ...ASKED, status: 200, answered: 1.1 }), [
    "waiting",
    false,
    "0.100 s",
    "",
  ]);
  assert.deepEqual(said(ANSWERED), ["200", false, "0.100 s", "0.100 s"]);
  assert.deepEqual(said({ ...ANSWERED, status: 404 }), ["404", true, "0.100 s", "0.100 s"]);
  const streamed = { ...ANSWERED, ended: 2.5 };
  assert.deepEqual(said(streamed), ["200", false, "0.100 s", "1.500 s"]);
  const reset = { ...ASKED, ended: 1.2, failure: "the connection was reset" };
  assert.deepEqual(said(reset), ["the connection was reset", true, "", "0.200 s"]);
});

test("what is said of all of them", () => {
  assert.equal(describeCount(0, 0, true), "Network: no requests");
  assert.equal(describeCount(1, 1, false), "Network: 1 request");
  assert.equal(describeCount(12, 12, true), "Network: 12 requests, in simulated time");
  assert.equal(describeCount(500, 1_200, false), "Network: 1,200 requests; the last 500 are shown");
});

test("a program gets the practice internet that may ask for something there", () => {
  const wants = (text: string, more = {}) => wantsInternet({ "main.py": text, ...more });
  assert.ok(wants('import aiohttp\nURL = "https://api.example.com/products"'));
  assert.ok(wants("import asyncio\nasyncio.open_connection('echo.example.com', 7)"));
  assert.ok(wants("if True:\n    from urllib.request import urlopen\n    urlopen('http://a.b')"));
  assert.ok(wants("import urls, httpx", { "urls.py": "A = 'https://example.com/'" }));
  assert.ok(!wants("import asyncio\nprint('hello')"));
  assert.ok(!wants("import json\nprint('https://docs.python.org')"));
});
