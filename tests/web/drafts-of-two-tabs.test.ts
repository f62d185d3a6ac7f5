/** Two tabs, one program: whatever is typed where and when, nothing that was kept is lost. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import fc from "fast-check";
import type { ProgramDocument } from "../../web/src/document/document.ts";
import { Database } from "../../web/src/drafts/database.ts";
import { Keeper, type Surface } from "../../web/src/drafts/keeper.ts";
import { DraftStore } from "../../web/src/drafts/store.ts";
import { Tab } from "../../web/src/drafts/tab.ts";
import { freshBrowser, freshTab, letTimersGo } from "./support/browser-storage.ts";

const ID = "handbook:hello";

function program(text: string): ProgramDocument {
  return { title: "hello", files: { "main.py": text }, clock: "real" };
}

class FakePane implements Surface {
  text = "";
  content = () => (this.text === "" ? null : program(this.text));
  pristine = () => null;
  original = () => ({ "main.py": "" });
  show = (content: ProgramDocument | null) => {
    this.text = content?.files["main.py"] ?? "";
  };
}

class FakeTab {
  readonly pane = new FakePane();
  readonly keeper: Keeper;

  constructor(store: DraftStore, saver: string, session: Map<string, string>) {
    freshTab(session);
    // Nothing is saved by itself: the test says when.
    const services = { store, tab: new Tab(), saver, tell: () => {}, window: 1e8 };
    this.keeper = new Keeper(ID, this.pane, services, null, () => {});
  }

  type(token: string): void {
    this.pane.text += token;
    this.keeper.edited();
  }

  /** Let no timer keep the test alive. */
  async end(): Promise<void> {
    await this.keeper.close();
  }
}

letTimersGo();
beforeEach(freshBrowser);

async function kept(store: DraftStore): Promise<readonly string[]> {
  const { document } = await store.read(ID);
  const versions = await store.versions(ID);
  return [document?.content, ...versions.map(({ content }) => content)].map(
    (content) => content?.files["main.py"] ?? "",
  );
}

const operation = fc.record({
  tab: fc.nat(1),
  act: fc.constantFrom("type", "type", "save", "look", "reload", "crash", "run", "wait"),
});

test("nothing is lost, in whatever order two tabs type, save, look, reload and crash", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (operations) => {
      freshBrowser();
      let now = 1_000_000;
      const store = new DraftStore(new Database("/"), () => now);
      const sessions = [new Map<string, string>(), new Map<string, string>()] as const;
      let pages = 0;
      const open = async (tab: number) => {
        pages += 1;
        const page = new FakeTab(store, `page ${pages}`, sessions[tab === 0 ? 0 : 1]);
        await page.keeper.open();
        return page;
      };
      const tabs = [await open(0), await open(1)];
      let typed = 0;
      /** By tab: what a crash may cost. */
      const unsaved: [string[], string[]] = [[], []];
      const safe: string[] = [];
      const save = async (at: number) => {
        await tabs[at]?.keeper.flush();
        safe.push(...unsaved[at === 0 ? 0 : 1].splice(0));
      };
      for (const { tab: at, act } of operations) {
        const tab = tabs[at];
        assert.ok(tab);
        if (act === "type") {
          typed += 1;
          tab.type(`<${typed}>`);
          unsaved[at === 0 ? 0 : 1].push(`<${typed}>`);
        } else if (act === "save") {
          await save(at);
        } else if (act === "look") {
          await tab.keeper.refresh();
        } else if (act === "run") {
          tab.keeper.keepVersion("run");
          await save(at);
        } else if (act === "wait") {
          now += 300_000;
        } else {
          if (act === "reload") {
            await tab.end();
            safe.push(...unsaved[at === 0 ? 0 : 1].splice(0));
          } else {
            // What was on its way ends with the page: here it just never begins.
            unsaved[at === 0 ? 0 : 1].splice(0);
            tab.pane.show(null);
          }
          tabs[at] = await open(at);
        }
        const all = await kept(store);
        for (const token of safe) {
          assert.ok(
            all.some((text) => text.includes(token)),
            `${token} is not in ${JSON.stringify(all)}`,
          );
        }
      }
      for (const tab of tabs) {
        await tab.end();
      }
    }),
    { numRuns: 400 },
  );
});

test("an unedited tab shows what the other one has kept; an edited one keeps both", async () => {
  const store = new DraftStore(new Database("/"));
  const one = new FakeTab(store, "one", new Map());
  const two = new FakeTab(store, "two", new Map());
  await Promise.all([one.keeper.open(), two.keeper.open()]);
  one.type("first");
  await one.keeper.flush();
  await two.keeper.refresh();
  assert.equal(two.pane.text, "first");

  one.type(" by one");
  two.type(" by two");
  await one.keeper.flush();
  await two.keeper.refresh();
  assert.equal(two.pane.text, "first by two", "what is typed is not replaced");
  await two.keeper.flush();
  assert.equal(two.keeper.notice?.kind, "conflict");
  assert.deepEqual(await kept(store), ["first by two", "first by one"]);
  const [version] = await store.versions(ID);
  assert.equal(version?.cause, "tab");

  two.keeper.replace(version.content, "restore");
  await two.keeper.flush();
  assert.equal(two.keeper.notice, null);
  assert.equal((await kept(store))[0], "first by one");
  assert.ok((await kept(store)).includes("first by two"));
  await one.keeper.refresh();
  assert.equal(one.pane.text, "first by one");
  await Promise.all([one.end(), two.end()]);
});
