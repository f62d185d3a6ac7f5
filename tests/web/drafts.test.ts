/** Drafts: what was kept comes back whole, and whatever fails, the reader's text is not lost. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { ProgramDocument } from "../../web/src/document/document.ts";
import { Database } from "../../web/src/drafts/database.ts";
import { Keeper, type Showing, type Surface } from "../../web/src/drafts/keeper.ts";
import { describeMoment } from "../../web/src/drafts/moment.ts";
import { type Save, DraftStore } from "../../web/src/drafts/store.ts";
import { Tab } from "../../web/src/drafts/tab.ts";
import { MOST_VERSIONS, surplus } from "../../web/src/drafts/thinning.ts";
import { describeTrouble, troubleOf } from "../../web/src/drafts/trouble.ts";
import { define, freshBrowser, freshTab, letTimersGo } from "./support/browser-storage.ts";

letTimersGo();
beforeEach(freshBrowser);

const ID = "play:one";
const SOON = 5;

function program(text: string, more: Partial<ProgramDocument> = {}): ProgramDocument {
  return { title: "mine", files: { "main.py": text }, clock: "real", ...more };
}

function save(content: ProgramDocument | null, base: number, more: Partial<Save> = {}): Save {
  const original = { "main.py": "" };
  return { id: ID, content, original, link: null, base, saver: "a page", ...more };
}

class FakePane implements Surface {
  text = "";
  pristine = () => program("");
  content = () => program(this.text);
  original = () => ({ "main.py": "" });
  /** What it was told to show, and whether that can be undone. */
  shown: [string | undefined, boolean][] = [];
  show = (content: ProgramDocument | null, { undoable }: Showing) => {
    this.shown.push([content?.files["main.py"], undoable]);
    this.text = content?.files["main.py"] ?? this.text;
  };
}

function keeperOf(pane: FakePane, store: DraftStore, tab = new Tab()): Keeper {
  const services = { store, tab, saver: `${Math.random()}`, tell: () => {}, window: SOON };
  return new Keeper(ID, pane, services, null, () => {});
}

/** The records themselves, past all that checks them. */
async function raw(name: string, put?: unknown): Promise<readonly unknown[]> {
  const open = indexedDB.open("asyncarium:/");
  await new Promise((resolve) => (open.onsuccess = resolve));
  const store = open.result.transaction(name, "readwrite").objectStore(name);
  if (put !== undefined) {
    store.put(put);
  }
  const all = store.getAll();
  await new Promise((resolve) => (all.onsuccess = resolve));
  open.result.close();
  return all.result as readonly unknown[];
}

// What is kept

test("what was kept comes back, to the character", async () => {
  const content = program("a = 2\r\n\0🐍\ud800", {
    clock: "slow",
    files: { "main.py": "a\r\n\0🐍\ud800", "b.txt": "", "1": "x" },
  });
  await new DraftStore(new Database("/")).save(save(content, 0));
  const again = new DraftStore(new Database("/"));
  assert.deepEqual((await again.read(ID)).document?.content, content);
  assert.equal((await again.read("play:other")).document, null);
  assert.deepEqual(
    (await again.list()).map(({ id }) => id),
    [ID],
  );
});

test("another site of the same origin has its own", async () => {
  await new DraftStore(new Database("/one/")).save(save(program("1"), 0));
  assert.equal((await new DraftStore(new Database("/two/")).read(ID)).document, null);
});

test("a text that another page has saved meanwhile becomes a version", async () => {
  const store = new DraftStore(new Database("/"));
  await store.save(save(program("1"), 0));
  const first = await store.save(save(program("2"), 1, { saver: "another" }));
  assert.equal(first.other, null);
  const second = await store.save(save(program("3"), 1));
  assert.equal(second.other?.content.files["main.py"], "2");
  assert.equal(second.document.revision, 3);
  assert.deepEqual(
    (await store.versions(ID)).map(({ cause, content }) => [cause, content.files["main.py"]]),
    [["tab", "2"]],
  );
});

test("who comes back after a pause finds the text as it was", async () => {
  let now = 0;
  const store = new DraftStore(new Database("/"), () => now);
  await store.save(save(program("1"), 0));
  now += 1_000;
  await store.save(save(program("12"), 1));
  now += 3_600_000;
  await store.save(save(program("123"), 2));
  assert.deepEqual(
    (await store.versions(ID)).map(({ at, content }) => [at, content.files["main.py"]]),
    [[1_000, "12"]],
  );
});

test("what is undone altogether is a version: the next edit would come over it", async () => {
  const store = new DraftStore(new Database("/"));
  await store.save(save(program("two minutes of work"), 0));
  await store.save(save(null, 1, { saver: "after a reload" }));
  await store.save(save(program("x"), 2, { saver: "after a reload" }));
  assert.deepEqual(
    (await store.versions(ID)).map(({ content }) => content.files["main.py"]),
    ["two minutes of work"],
  );
});

test("what was kept is shown as if it had stood there; undo does not take it away", async () => {
  const store = new DraftStore(new Database("/"));
  const pane = new FakePane();
  const keeper = keeperOf(pane, store);
  await store.save(save(program("kept"), 0));
  await keeper.open();
  await store.save(save(program("by another tab"), 1));
  await keeper.refresh();
  assert.deepEqual(pane.shown, [
    ["kept", false],
    ["by another tab", false],
  ]);
  keeper.replace(program("restored"), "restore");
  assert.deepEqual(pane.shown.at(-1), ["restored", true]);
});

test("a deleted program goes for good after a month", async () => {
  let now = 0;
  const store = new DraftStore(new Database("/"), () => now);
  const versions = [{ content: program("1"), at: 0, cause: "delete" as const }];
  await store.save(save(program("1"), 0));
  await store.save(save(null, 1, { versions }));
  assert.deepEqual(await store.list(), []);
  now += 29 * 86_400_000;
  await store.tidy();
  assert.equal((await store.versions(ID)).length, 1);
  now += 2 * 86_400_000;
  await store.tidy();
  assert.deepEqual(await store.versions(ID), []);
  assert.deepEqual(await raw("documents"), []);
});

test("versions are thinned by age; the newest and other tabs' stay longest", () => {
  const hour = 3_600_000;
  const versions = Array.from({ length: 200 }, (_, at) => ({
    at: at * hour,
    bytes: 100,
    precious: at === 77,
  }));
  let kept: typeof versions = [];
  for (const version of versions) {
    kept.push(version);
    const gone = surplus(kept, version.at);
    kept = kept.filter((one) => !gone.includes(one));
  }
  const ages = kept.map(({ at }) => 199 - at / hour);
  assert.equal(kept.length, MOST_VERSIONS);
  assert.ok(ages.includes(0) && ages.includes(199 - 77), `${ages}`);
  assert.ok(ages.filter((age) => age > 50).length >= 3, `${ages}`);
  assert.ok(ages.filter((age) => age < 10).length >= 5, `${ages}`);
  const large = versions.slice(0, 4).map((one) => ({ ...one, bytes: 600_000 }));
  assert.equal(surplus(large, 10 * hour).length, 3);
});

test("times to come and precious versions keep no place from what is new", () => {
  const now = 1e12;
  const precious = Array.from({ length: MOST_VERSIONS }, (_, at) => ({
    at: now + 1e10 + at,
    bytes: 10,
    precious: true,
  }));
  const run = { at: now, bytes: 10, precious: false, fresh: true };
  const next = { ...run, at: now + 1 };
  assert.deepEqual(surplus([...precious, run], now), [], "neither what is new nor a precious one");
  const old = { ...run, fresh: false };
  assert.deepEqual(surplus([...precious, old, next], now + 1), [old]);
  const ordinary = precious.map((one) => ({ ...one, precious: false }));
  assert.deepEqual(
    surplus([...ordinary, run], now).map(({ at }) => at > now),
    [true],
  );
  const more = [...precious, { ...precious[0], at: 5, bytes: 10, precious: true, fresh: true }];
  assert.equal(surplus(more, now).length, 1);
  assert.ok(!surplus(more, now).some(({ at }) => at === 5));
  const large = { at: 1, bytes: 7e5, precious: true };
  assert.deepEqual(surplus([large, { ...run, bytes: 7e5 }], now), []);
});

// What is damaged, and what is newer

test("a damaged record is put aside, and not taken for an empty one", async () => {
  const store = new DraftStore(new Database("/"));
  await store.save(save(program("whole"), 0));
  const [record] = (await raw("documents")) as [Record<string, unknown>];
  const other = { ...record, content: program("changed") };
  for (const damaged of [other, { id: ID }, { ...record, revision: "x" }, { ...record, more: 1 }]) {
    await raw("documents", damaged);
    const read = await store.read(ID);
    assert.equal(read.document, null);
    assert.deepEqual(JSON.parse(read.damaged ?? ""), damaged);
  }
  assert.equal((await store.aside()).length, 4);
  await raw("documents", other);
  await store.save(save(program("new"), 1));
  assert.equal((await store.aside()).length, 5, "saving does not write over it either");
  assert.equal((await store.read(ID)).document?.content?.files["main.py"], "new");
});

test("the pane tells of the damage and goes on", async () => {
  const store = new DraftStore(new Database("/"));
  await store.read(ID);
  await raw("documents", { id: ID, content: "?" });
  const pane = new FakePane();
  const keeper = keeperOf(pane, store);
  await keeper.open();
  assert.equal(keeper.notice?.kind, "damaged");
  assert.equal(pane.text, "");
  assert.equal((await raw("documents")).length, 0, "nothing is written before an edit");
});

test("what a newer version of the page has kept is left alone", async () => {
  const store = new DraftStore(new Database("/"));
  await store.read(ID);
  const newer = { id: ID, format: 2, better: true };
  await raw("documents", newer);
  const pane = new FakePane();
  const keeper = keeperOf(pane, store);
  await keeper.open();
  assert.deepEqual(keeper.keeping, { kind: "unkept", trouble: { kind: "newer" } });
  pane.text = "typed";
  keeper.edited();
  await keeper.flush();
  assert.deepEqual(await raw("documents"), [newer]);
  assert.equal(new Tab().rescued.get(ID)?.content?.files["main.py"], "typed");
});

test("a newer database is refused, not written to", async () => {
  const open = indexedDB.open("asyncarium:/", 99);
  open.onupgradeneeded = () => open.result.createObjectStore("newer");
  await new Promise((resolve) => (open.onsuccess = resolve));
  open.result.close();
  await assert.rejects(new DraftStore(new Database("/")).read(ID), (error) => {
    assert.deepEqual(troubleOf(error), { kind: "newer" });
    return true;
  });
});

test("a newer page that waits gets the database", async () => {
  const store = new DraftStore(new Database("/"));
  await store.save(save(program("1"), 0));
  const open = indexedDB.open("asyncarium:/", 99);
  await new Promise((resolve) => (open.onsuccess = resolve));
  await assert.rejects(store.save(save(program("2"), 1)), /newer version of this page/);
});

// When the browser fails

test("a browser that never answers is not waited for", async () => {
  define("indexedDB", { open: () => ({}) });
  const pane = new FakePane();
  const keeper = keeperOf(pane, new DraftStore(new Database("/", SOON)));
  await keeper.open();
  assert.deepEqual(keeper.keeping, { kind: "unkept", trouble: { kind: "silent" } });
});

test("the kinds of trouble are told apart", async () => {
  const kinds = new Map<string, () => unknown>([
    ["denied", () => undefined],
    ["failed", () => ({ open: () => assert.fail("odd") })],
    ["blocked", () => ({ open: () => later((request) => request.onblocked?.({} as never)) })],
    ["full", () => ({ open: () => failing("QuotaExceededError") })],
    ["newer", () => ({ open: () => failing("VersionError") })],
    ["denied ", () => ({ open: () => failing("SecurityError") })],
  ]);
  for (const [kind, make] of kinds) {
    define("indexedDB", make());
    await assert.rejects(new DraftStore(new Database("/", 50)).read(ID), (error) => {
      assert.equal(troubleOf(error).kind, kind.trim());
      assert.match(describeTrouble(troubleOf(error)), /\.$/);
      return true;
    });
  }
  Object.defineProperty(globalThis, "indexedDB", {
    get: () => {
      throw new DOMException("no", "SecurityError");
    },
    configurable: true,
  });
  await assert.rejects(new DraftStore(new Database("/")).read(ID), /keeps nothing for this page/);
});

test("a connection that the browser has closed is opened anew", async () => {
  const store = new DraftStore(new Database("/"));
  await store.save(save(program("1"), 0));
  const close = IDBDatabase.prototype;
  const transaction = close.transaction;
  close.transaction = function (...rest) {
    close.transaction = transaction;
    this.close();
    return transaction.apply(this, rest);
  };
  await store.save(save(program("2"), 1));
  assert.equal((await store.read(ID)).document?.content?.files["main.py"], "2");
});

test("while reading fails nothing is written; when it works again, both texts are there", async () => {
  const store = new DraftStore(new Database("/"));
  await store.save(save(program("kept before"), 0, { saver: "before" }));
  const working = indexedDB;
  define("indexedDB", { open: () => failing("UnknownError") });
  const pane = new FakePane();
  const broken = new DraftStore(new Database("/"));
  const keeper = keeperOf(pane, broken);
  await keeper.open();
  assert.equal(keeper.keeping.kind, "unkept");
  pane.text = "typed meanwhile";
  keeper.edited();
  await keeper.flush();
  assert.equal(keeper.keeping.kind, "unkept");
  assert.equal(keeper.unsaved?.files["main.py"], "typed meanwhile");

  define("indexedDB", working);
  assert.equal((await store.read(ID)).document?.content?.files["main.py"], "kept before");
  await keeper.flush();
  assert.equal(keeper.keeping.kind, "kept");
  assert.equal(pane.text, "typed meanwhile");
  assert.equal((await store.read(ID)).document?.content?.files["main.py"], "typed meanwhile");
  assert.deepEqual(
    (await store.versions(ID)).map(({ content }) => content.files["main.py"]),
    ["kept before"],
  );
  assert.equal(new Tab().rescued.size, 0);
});

test("what this page itself has left with the tab is no other text", async () => {
  const store = new DraftStore(new Database("/"));
  await store.save(save(program("kept before"), 0, { saver: "before" }));
  const working = indexedDB;
  define("indexedDB", { open: () => failing("UnknownError") });
  const pane = new FakePane();
  pane.text = "half";
  const keeper = keeperOf(pane, new DraftStore(new Database("/")));
  await keeper.open();
  assert.equal(new Tab().rescued.get(ID)?.content?.files["main.py"], "half");

  pane.text = "half of it, and the rest";
  define("indexedDB", working);
  await keeper.flush();
  assert.equal(keeper.notice?.kind === "conflict" && keeper.notice.other.cause, "open");
  await keeper.flush();
  assert.deepEqual(
    (await store.versions(ID)).map(({ content }) => content.files["main.py"]),
    ["kept before"],
  );
  assert.equal(new Tab().rescued.size, 0);
});

test("what could not be written is with the tab, and kept after a reload", async () => {
  const store = new DraftStore(new Database("/"));
  const tab = new Tab();
  const pane = new FakePane();
  const keeper = keeperOf(pane, store, tab);
  await keeper.open();
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  try {
    pane.text = "typed";
    keeper.edited();
    await keeper.flush();
    assert.deepEqual(keeper.keeping, { kind: "unkept", trouble: { kind: "full" } });
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  const after = new FakePane();
  const next = keeperOf(after, store, new Tab());
  await next.open();
  assert.equal(after.text, "typed");
  await next.flush();
  assert.equal((await store.read(ID)).document?.content?.files["main.py"], "typed");
  assert.equal(new Tab().rescued.size, 0);
});

test("a text of the tab that others have gone past is a version to choose", async () => {
  const store = new DraftStore(new Database("/"));
  await store.save(save(program("1"), 0));
  const rescued = {
    content: program("left"),
    original: {},
    link: null,
    base: 1,
    at: 5,
    versions: [],
  };
  new Tab().rescue(ID, rescued);
  await store.save(save(program("2"), 1));
  const pane = new FakePane();
  const keeper = keeperOf(pane, store, new Tab());
  await keeper.open();
  assert.equal(pane.text, "2");
  assert.equal(keeper.notice?.kind, "conflict");
  await keeper.flush();
  assert.equal((await store.versions(ID))[0]?.content.files["main.py"], "left");
  assert.equal(new Tab().rescued.size, 0);
});

// When it is saved

test("who types without a pause is saved, too", async () => {
  const store = new DraftStore(new Database("/"));
  const pane = new FakePane();
  const keeper = keeperOf(pane, store);
  await keeper.open();
  for (let keys = 0; keys < 40; keys += 1) {
    pane.text += "x";
    keeper.edited();
    await new Promise((resolve) => setImmediate(() => setTimeout(resolve, 1)));
  }
  assert.ok(((await store.read(ID)).document?.revision ?? 0) > 1);
  await keeper.flush();
  assert.equal((await store.read(ID)).document?.content?.files["main.py"], pane.text);
});

test("what is about to be replaced is a version, in the same transaction", async () => {
  const store = new DraftStore(new Database("/"));
  const pane = new FakePane();
  const keeper = keeperOf(pane, store);
  await keeper.open();
  pane.text = "mine";
  keeper.edited();
  keeper.keepVersion("reset");
  pane.text = "";
  keeper.edited();
  await keeper.flush();
  assert.equal((await store.read(ID)).document, null, "the reset one was never stored");
  assert.equal((await store.versions(ID))[0]?.content.files["main.py"], "mine");
});

test("typed before it was known what is kept: it stays, and the other becomes a version", async () => {
  const store = new DraftStore(new Database("/"));
  await store.save(save(program("kept"), 0, { saver: "before" }));
  const pane = new FakePane();
  pane.text = "early";
  const keeper = keeperOf(pane, store);
  await keeper.open();
  assert.equal(pane.text, "early");
  assert.equal(keeper.notice?.kind === "conflict" && keeper.notice.other.cause, "open");
  await keeper.flush();
  assert.equal((await store.read(ID)).document?.content?.files["main.py"], "early");
  assert.equal((await store.versions(ID))[0]?.content.files["main.py"], "kept");
});

// The tab's own

test("the drafts of the page before are taken over, once", () => {
  const kept = freshTab();
  const draft = { original: { "main.py": "a" }, files: { "main.py": "b" } };
  kept.set("asyncarium.drafts", JSON.stringify({ "say-hello": draft, playground: draft }));
  const tab = new Tab();
  assert.deepEqual(
    [...tab.rescued].map(([id, { content, base }]) => [
      id.replace(/play:.*/, "play"),
      content?.files["main.py"],
      base,
    ]),
    [
      ["handbook:say-hello", "b", 0],
      ["play", "b", 0],
    ],
  );
  assert.match(tab.shown ?? "", /^play:/);
  assert.equal(kept.has("asyncarium.drafts"), false);
  assert.equal(new Tab().rescued.size, 2, "a reload still has them");
});

test("what is no draft is nothing", () => {
  for (const bad of ["{", "null", "[]", '"x"', '{"a":1}', '{"a":{"text":"x"}}']) {
    freshTab(
      new Map([
        ["asyncarium.drafts", bad],
        ["asyncarium.unkept", bad],
        ["asyncarium.playground", bad],
      ]),
    );
    assert.equal(new Tab().rescued.size, 0, bad);
    assert.equal(new Tab().shown, null, bad);
  }
});

test("without storage of its own the tab goes on", () => {
  Object.defineProperty(globalThis, "sessionStorage", {
    get: () => {
      throw new Error("denied");
    },
    configurable: true,
  });
  const tab = new Tab();
  tab.shown = "play:a";
  assert.equal(tab.shown, "play:a");
});

test("moments are told in local time", () => {
  const now = new Date(2026, 4, 3, 18, 0).getTime();
  const told: [Date, string][] = [
    [new Date(2026, 4, 3, 14, 5), "today 14:05"],
    [new Date(2026, 4, 2, 0, 0), "yesterday 0:00"],
    [new Date(2026, 3, 30, 9, 59), "30 Apr 9:59"],
    [new Date(2025, 4, 3, 14, 5), "3 May 2025 14:05"],
  ];
  for (const [at, text] of told) {
    assert.equal(describeMoment(at.getTime(), now), text);
  }
});

function later(act: (request: IDBOpenDBRequest) => void): IDBOpenDBRequest {
  const request = {} as IDBOpenDBRequest;
  setImmediate(() => act(request));
  return request;
}

function failing(name: string): IDBOpenDBRequest {
  return later((request) => {
    Object.assign(request, { error: new DOMException("it failed", name) });
    request.onerror?.({} as Event);
  });
}
