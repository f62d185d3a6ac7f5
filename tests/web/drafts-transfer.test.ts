/** Export all, Import all: everything comes over, nothing is written over, nothing else comes in. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import fc from "fast-check";
import { unzipSync, zipSync } from "fflate";
import type { ProgramDocument } from "../../web/src/document/document.ts";
import { Database } from "../../web/src/drafts/database.ts";
import { archive } from "../../web/src/drafts/download.ts";
import { DraftStore } from "../../web/src/drafts/store.ts";
import { MOST_VERSIONS } from "../../web/src/drafts/thinning.ts";
import {
  describeImport,
  exportAll,
  exportUnkept,
  importAll,
} from "../../web/src/drafts/transfer.ts";
import { freshBrowser, letTimersGo } from "./support/browser-storage.ts";

letTimersGo();
beforeEach(freshBrowser);

const ID = "play:one";

function program(text: string, title = "mine"): ProgramDocument {
  return { title, files: { "main.py": text }, clock: "real" };
}

function textOf(content: ProgramDocument): string {
  return content.files["main.py"] ?? "";
}

function newStore(): DraftStore {
  return new DraftStore(new Database("/"));
}

async function put(store: DraftStore, id: string, content: ProgramDocument): Promise<void> {
  const base = (await store.read(id)).document?.revision ?? 0;
  const original = { "main.py": "" };
  const versions = [{ content: program(`old of ${id}`), at: 7, cause: "run" as const }];
  await store.save({ id, content, original, link: null, base, saver: "test", versions });
}

test("what one browser has exported another one has after importing", async () => {
  const text = fc.string({ unit: "binary" });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text), { maxLength: 5 }), async (programs) => {
      freshBrowser();
      const one = newStore();
      for (const [at, [code, title]] of programs.entries()) {
        await put(one, `play:${at}`, program(code, title.slice(0, 200)));
      }
      await put(one, "handbook:say-hello", program("edited"));
      const before = await one.all();
      const exported = await exportAll(one);
      freshBrowser();
      const other = newStore();
      const counts = await importAll(other, exported, "here");
      assert.equal(counts.added, programs.length + 1);
      assert.deepEqual(
        (await other.all()).map(({ id, content, original }) => [id, content, original]),
        before.map(({ id, content, original }) => [id, content, original]),
      );
      assert.deepEqual((await other.versions("handbook:say-hello")).length, 1);
      assert.deepEqual(await importAll(other, exported, "here"), {
        added: 0,
        same: programs.length + 1,
        copies: 0,
      });
    }),
    { numRuns: 30 },
  );
});

test("what is here with another text stays; the imported one is a copy", async () => {
  const store = newStore();
  await put(store, ID, program("theirs"));
  await put(store, "handbook:say-hello", program("theirs", "say-hello"));
  const exported = await exportAll(store);
  await put(store, ID, program("mine"));
  await put(store, "handbook:say-hello", program("mine", "say-hello"));
  const heard: string[] = [];
  const counts = await importAll(store, exported, "here", (id) => heard.push(id));
  assert.deepEqual(counts, { added: 0, same: 0, copies: 2 });
  assert.equal(heard.length, 2);
  const texts = (await store.all()).map(({ content }) => [
    content?.title,
    content?.files["main.py"],
  ]);
  assert.deepEqual(
    texts.sort(),
    [
      ["mine (imported)", "theirs"],
      ["mine", "mine"],
      ["say-hello (imported)", "theirs"],
      ["say-hello", "mine"],
    ].sort(),
  );
  assert.equal(
    describeImport({ added: 1, same: 1, copies: 2 }),
    "1 program imported; 2 more beside what you have of the same name, marked “(imported)”; 1 was here already.",
  );
});

test("what is not stored, and versions of an edit that was taken back, are exported too", async () => {
  const one = newStore();
  const original = { "main.py": "" };
  const handbook = { id: "handbook:say-hello", original, link: null, saver: "test" };
  const mine = [{ content: program("my edit"), at: 7, cause: "reset" as const }];
  await one.save({ ...handbook, content: null, base: 0, versions: mine });
  await one.append("handbook:never-stored", mine);
  await put(one, ID, program("stored"));
  const gone = { ...handbook, id: "play:deleted", content: null, base: 0, versions: mine };
  await one.save(gone);
  const rescued = { original, link: null, base: 1, at: 9, versions: mine };
  const unkept = new Map([
    [ID, { ...rescued, content: program("unsaved") }],
    ["play:two", { ...rescued, content: program("never stored") }],
  ]);
  const exported = await exportAll(one, unkept);

  freshBrowser();
  const other = newStore();
  await importAll(other, exported, "here");
  const texts = async (id: string) => [
    (await other.read(id)).document?.content?.files["main.py"],
    ...(await other.versions(id)).map(({ content }) => textOf(content)).sort(),
  ];
  assert.deepEqual(await texts("handbook:say-hello"), [undefined, "my edit"]);
  assert.deepEqual(await texts("handbook:never-stored"), [undefined, "my edit"]);
  assert.deepEqual(await texts(ID), ["unsaved", "my edit", `old of ${ID}`, "stored"]);
  assert.deepEqual(await texts("play:two"), ["never stored", "my edit"]);
  assert.deepEqual(await texts("play:deleted"), [undefined]);

  freshBrowser();
  const third = newStore();
  await importAll(third, exportUnkept(unkept), "here");
  assert.equal((await third.all()).length, 2);
});

test("what is deleted here comes back", async () => {
  const store = newStore();
  await put(store, ID, program("1"));
  const exported = await exportAll(store);
  const original = { "main.py": "" };
  await store.save({ id: ID, content: null, original, link: null, base: 1, saver: "test" });
  assert.equal((await importAll(store, exported, "here")).added, 1);
  assert.equal((await store.list())[0]?.content?.files["main.py"], "1");
});

test("imported versions take free places, and nobody's; what the file says of them counts for nothing", async () => {
  const store = newStore();
  const id = "handbook:say-hello";
  const original = { "main.py": "" };
  const mine = ["run", "reset", "cure", "open", "run"] as const;
  const versions = mine.map((cause, at) => ({ content: program(`mine ${at}`), at, cause }));
  await store.append(id, versions);
  const evil = {
    asyncarium: "programs",
    format: 1,
    exportedAt: 1,
    documents: [
      {
        id,
        content: program("theirs"),
        original,
        link: null,
        savedAt: 1,
        versions: Array.from({ length: 1000 }, (_, at) => ({
          at: 1e13 + at,
          cause: "tab",
          content: program(`theirs ${at}`),
        })),
      },
    ],
  };
  const now = 1e12;
  await importAll(store, JSON.stringify(evil), "here", () => {}, now);
  const kept = await store.versions(id);
  assert.equal(kept.length, MOST_VERSIONS);
  assert.equal(kept.filter(({ content }) => textOf(content).startsWith("mine")).length, 5);
  const theirs = kept.filter(({ content }) => textOf(content).startsWith("theirs"));
  assert.ok(theirs.every(({ at, cause }) => at <= now && cause === "import"));

  for (let more = 0; more < 10; more += 1) {
    const content = program(`mine, later ${more}`);
    await store.append(id, [{ content, at: Date.now(), cause: "reset" }]);
    const newest = await store.versions(id);
    assert.ok(newest.some((one) => textOf(one.content) === textOf(content)));
  }
});

test("a file that is something else changes nothing, and says what it is", async () => {
  const store = newStore();
  await put(store, ID, program("1"));
  const before = await store.all();
  const good = JSON.parse(await exportAll(store)) as Record<string, unknown>;
  const [document] = good["documents"] as [Record<string, unknown>];
  const bad: [unknown, RegExp][] = [
    ["{", /can’t be read as JSON/],
    [null, /something else stands in it/],
    [[], /something else/],
    [{}, /something else/],
    [{ ...good, format: 2 }, /newer version of the page/],
    [{ ...good, more: 1 }, /something else/],
    [{ ...good, documents: [{ ...document, id: "settings:x" }] }, /something else/],
    [{ ...good, documents: [{ ...document, id: "play:../x" }] }, /something else/],
    [{ ...good, documents: [{ ...document, content: 1 }] }, /something else/],
    [{ ...good, documents: [document, { ...document, savedAt: "now" }] }, /something else/],
    ["[".repeat(100_000), /JSON/],
  ];
  for (const [data, message] of bad) {
    const text = typeof data === "string" ? data : JSON.stringify(data);
    await assert.rejects(importAll(store, text, "here"), message, text.slice(0, 100));
  }
  const polluted = JSON.stringify(good).replace('"main.py"', '"__proto__"');
  await assert.rejects(importAll(store, polluted, "here"), /something else/);
  assert.deepEqual(await store.all(), before);
});

test("the archive has a folder for each program, under names that every system takes", () => {
  const programs = [
    program("1", "main.py"),
    program("2", "main.py"),
    program("3", "../../etc: Grüße/"),
    program("4", "…"),
    { ...program("5", "two"), files: { "main.py": "5", "data.txt": "x" } },
  ];
  const names = Object.keys(unzipSync(zipSync(archive(programs))));
  assert.deepEqual(names, [
    "main/main.py",
    "main-2/main.py",
    "etc-Grüße/main.py",
    "main-3/main.py",
    "two/main.py",
    "two/data.txt",
  ]);
});
