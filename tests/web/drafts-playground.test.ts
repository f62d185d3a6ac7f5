/** The playground changes its program: what is typed meanwhile, or was before, is lost in no case. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Files, ProgramDocument } from "../../web/src/document/document.ts";
import { Drafts } from "../../web/src/drafts/drafts.ts";
import { Playground } from "../../web/src/drafts/playground.ts";
import type { Pane } from "../../web/src/pane/pane.ts";
import { define, freshBrowser, letTimersGo } from "./support/browser-storage.ts";

letTimersGo();

beforeEach(() => {
  freshBrowser();
  define("document", { addEventListener: () => {}, hidden: false });
  define("addEventListener", () => {});
  define("location", { hash: "#/play" });
  define("BroadcastChannel", undefined);
});

const STARTER = "# starter";

function program(text: string): ProgramDocument {
  return { title: "a program", files: { "main.py": text }, clock: "real" };
}

class FakePane {
  title = "main.py";
  original: Files = { "main.py": STARTER };
  elements = { clock: { value: "real", addEventListener: () => {} } };
  supplying = { begin: () => {} };
  editor = {
    files: this.original,
    load: (files: Files) => {
      this.editor.files = files;
      this.#tell();
    },
  };
  /** Happens soon after another program stands there. */
  onceOpened = () => {};
  readonly #listeners: (() => void)[] = [];

  get document(): ProgramDocument {
    return { title: this.title, files: this.editor.files, clock: "real" };
  }

  get text(): string | undefined {
    return this.editor.files["main.py"];
  }

  type(text: string): void {
    this.editor.load({ "main.py": text });
  }

  open({ title, files }: ProgramDocument, original: Files = files): void {
    this.title = title ?? "main.py";
    this.original = original;
    this.editor.load(files);
    const job = this.onceOpened;
    this.onceOpened = () => {};
    queueMicrotask(job);
  }

  name(title: string): void {
    this.title = title;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  onDeed(): void {}

  #tell(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

class Page {
  readonly drafts = new Drafts("/");
  readonly pane = new FakePane();
  readonly playground: Playground;

  constructor() {
    this.playground = new Playground(
      this.drafts,
      () => this.pane as unknown as Pane,
      () => {},
    );
  }

  attach(): Promise<void> {
    return this.playground.attach(this.pane as unknown as Pane);
  }

  /** The texts of all programs that are kept. */
  async kept(): Promise<readonly (string | undefined)[]> {
    await this.drafts.retry();
    const programs = await this.drafts.store.list();
    return programs.map(({ content }) => content?.files["main.py"]).sort();
  }
}

async function pageWith(text: string): Promise<Page> {
  const page = new Page();
  await page.attach();
  page.pane.type(text);
  await page.drafts.retry();
  return page;
}

const changes: [string, (playground: Playground, id: string) => Promise<unknown>][] = [
  ["another program", (playground, id) => playground.open(id)],
  ["a new program", (playground) => playground.begin()],
  ["a link", (playground) => playground.openLinked("v1.x", program("linked"))],
];

for (const [what, change] of changes) {
  test(`what is typed while ${what} is on its way is kept`, async () => {
    const page = await pageWith("one");
    const id = page.playground.keeper?.id ?? "";
    await page.playground.begin();
    page.pane.type("two");
    await page.drafts.retry();
    page.pane.onceOpened = () => page.pane.type("typed meanwhile");
    await change(page.playground, id);
    assert.deepEqual(await page.kept(), ["one", "two", "typed meanwhile"].sort());
  });
}

test("what is typed while a link is looked up is kept, on a page that has just begun", async () => {
  define("location", { hash: "#v1.x" });
  const page = new Page();
  await page.attach();
  const { store } = page.drafts;
  const { list } = store;
  store.list = () => {
    page.pane.type("typed meanwhile");
    return list.call(store);
  };
  await page.playground.openLinked("v1.x", program("linked"));
  store.list = list;
  assert.equal(page.pane.text, "linked");
  assert.deepEqual(await page.kept(), ["typed meanwhile"]);
});

test("a character typed before the draft of the tab is there takes no place of it", async () => {
  const before = await pageWith("an hour's work");
  await before.drafts.leave();
  const page = new Page();
  page.pane.type("x");
  await page.attach();
  assert.equal(page.pane.text, "x");
  assert.deepEqual(await page.kept(), ["an hour's work", "x"]);
});
