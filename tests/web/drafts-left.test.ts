/** What can't be kept when its program is left, or was typed before: it is lost in no case. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { ProgramDocument } from "../../web/src/document/document.ts";
import { Database } from "../../web/src/drafts/database.ts";
import { Keeper, type Surface } from "../../web/src/drafts/keeper.ts";
import { LeftBehind } from "../../web/src/drafts/left-behind.ts";
import { DraftStore } from "../../web/src/drafts/store.ts";
import { Tab } from "../../web/src/drafts/tab.ts";
import { TroubleError } from "../../web/src/drafts/trouble.ts";
import { freshBrowser, letTimersGo } from "./support/browser-storage.ts";

letTimersGo();
beforeEach(freshBrowser);

const ID = "play:one";

function program(text: string): ProgramDocument {
  return { title: "mine", files: { "main.py": text }, clock: "real" };
}

function textOf(content: ProgramDocument | null | undefined): string | undefined {
  return content?.files["main.py"];
}

/** A browser that fails as long as it is told to. */
class Flaky extends Database {
  fails: "no" | "writing" | "always" = "no";

  override transact<T>(...rest: Parameters<Database["transact"]>): Promise<T> {
    const fails = this.fails === "always" || (this.fails === "writing" && rest[0] === "readwrite");
    return fails
      ? Promise.reject(new TroubleError({ kind: "full" }))
      : (super.transact(...rest) as Promise<T>);
  }
}

class FakePane implements Surface {
  text = "";
  pristine = () => program("");
  content = () => program(this.text);
  original = () => ({ "main.py": "" });
  show = (content: ProgramDocument | null) => {
    this.text = textOf(content) ?? this.text;
  };
}

class Page {
  readonly database = new Flaky("/");
  readonly store = new DraftStore(this.database);
  readonly tab = new Tab();
  #keepers = 0;

  keep(pane: FakePane): Keeper {
    this.#keepers += 1;
    const { store, tab } = this;
    // Nothing is saved by itself: the test says when.
    const services = { store, tab, saver: `${this.#keepers}`, tell: () => {}, window: 1e8 };
    return new Keeper(ID, pane, services, null, () => {});
  }

  /** Store what nobody shows any more. */
  saveLeft(isLive = false): Promise<void> {
    const { store, tab } = this;
    const services = { store, tab, saver: "left", isLive: () => isLive, stored: () => {} };
    return new LeftBehind(services).save();
  }

  async stored(): Promise<string | undefined> {
    return textOf((await this.store.read(ID)).document?.content);
  }

  async versions(): Promise<readonly (readonly [string, string | undefined])[]> {
    const versions = await this.store.versions(ID);
    return versions.map(({ cause, content }) => [cause, textOf(content)]);
  }
}

async function type(keeper: Keeper, pane: FakePane, text: string): Promise<void> {
  pane.text = text;
  keeper.edited();
  await keeper.flush();
}

test("a program that was left while it could not be kept does not come over a later text", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const page = new Page();
  const pane = new FakePane();
  const left = page.keep(pane);
  await left.open();
  await type(left, pane, "0");
  page.database.fails = "writing";
  await type(left, pane, "1");
  await left.close();
  const again = page.keep(pane);
  await again.open();
  assert.equal(pane.text, "1");
  page.database.fails = "no";
  await type(again, pane, "2");
  t.mock.timers.tick(600_000);
  t.mock.timers.reset();
  await again.refresh();
  assert.equal(await page.stored(), "2");
});

test("a program that was left before it could be read is kept as soon as that works", async () => {
  const page = new Page();
  await page.store.save({
    id: ID,
    content: program("kept before"),
    original: {},
    link: null,
    base: 0,
    saver: "before",
  });
  const pane = new FakePane();
  page.database.fails = "always";
  const keeper = page.keep(pane);
  await keeper.open();
  page.database.fails = "no";
  pane.text = "typed";
  await keeper.close();
  assert.equal(await page.stored(), "typed");
  assert.deepEqual(await page.versions(), [["tab", "kept before"]]);
  assert.equal(page.tab.rescued.size, 0);
});

test("what is read after another program was opened is not shown in its place", async () => {
  const page = new Page();
  await page.store.save({
    id: ID,
    content: program("kept before"),
    original: {},
    link: null,
    base: 0,
    saver: "before",
  });
  const pane = new FakePane();
  const keeper = page.keep(pane);
  const opened = keeper.open();
  await Promise.resolve().then(() => {}); // it has begun to read
  const closed = keeper.close();
  pane.text = "another program";
  await Promise.all([opened, closed]);
  assert.equal(pane.text, "another program");
  assert.equal(await page.stored(), "kept before");
});

test("a character typed early takes no place of what the tab had to keep", async () => {
  const page = new Page();
  page.database.fails = "always";
  const pane = new FakePane();
  const keeper = page.keep(pane);
  await keeper.open();
  await type(keeper, pane, "an hour's work");

  for (const early of ["x", "y"]) {
    const reloaded = new Page();
    reloaded.database.fails = "always";
    const after = new FakePane();
    after.text = early;
    const next = reloaded.keep(after);
    next.rescue(); // the page is hidden while it reads
    await next.open();
    assert.equal(after.text, early);
    assert.equal(next.notice?.kind, "conflict");
  }

  const last = new Page();
  const after = new FakePane();
  const next = last.keep(after);
  await next.open();
  await next.flush();
  assert.equal(await last.stored(), "y");
  assert.deepEqual((await last.versions()).toSorted(), [
    ["closed", "an hour's work"],
    ["closed", "x"],
  ]);
  assert.equal(new Tab().rescued.size, 0);
});

test("a program that was left unkept is stored when there is room again, also after a reload", async () => {
  const page = new Page();
  page.database.fails = "always";
  const pane = new FakePane();
  const keeper = page.keep(pane);
  await keeper.open();
  await type(keeper, pane, "typed");
  await keeper.close();
  await page.saveLeft();
  assert.equal(page.tab.rescued.size, 1);
  const reloaded = new Page();
  await reloaded.saveLeft(true);
  assert.equal(await reloaded.stored(), undefined, "who shows it keeps it");
  await reloaded.saveLeft();
  assert.equal(await reloaded.stored(), "typed");
  assert.equal(new Tab().rescued.size, 0);
});

test("what is left of a program that others have gone past is a version", async () => {
  const page = new Page();
  const other = { id: ID, original: {}, link: null, saver: "another tab" };
  await page.store.save({ ...other, content: program("1"), base: 0 });
  const more = { original: {}, link: null, base: 1, at: 5, versions: [] };
  page.tab.rescue(ID, { ...more, content: program("left") });
  await page.store.save({ ...other, content: program("2"), base: 1 });
  await page.saveLeft();
  assert.equal(await page.stored(), "2");
  assert.deepEqual(await page.versions(), [["closed", "left"]]);

  page.tab.rescue(ID, { ...more, content: program("left again") });
  await page.store.save({ ...other, content: null, base: 2 });
  await page.saveLeft();
  assert.equal(await page.stored(), "left again", "a deleted one is found by nobody");
});
