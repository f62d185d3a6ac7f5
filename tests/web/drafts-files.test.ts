/** Files that come or go: what stood there is a version first, and what is typed meanwhile stays. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Files } from "../../web/src/document/document.ts";
import { openAmong } from "../../web/src/files/arriving.ts";
import { changeFiles, deleteFile } from "../../web/src/files/changes.ts";
import type { Pane } from "../../web/src/pane/pane.ts";
import { define, letTimersGo } from "./support/browser-storage.ts";

letTimersGo();

/** The buttons of the toasts, by name. */
const buttons = new Map<string, () => void>();

beforeEach(() => {
  buttons.clear();
  class FakeElement {
    textContent = "";
    append(...parts: unknown[]) {
      this.textContent += parts.filter((part) => typeof part === "string").join("");
    }
    addEventListener(_type: string, listener: () => void) {
      buttons.set(this.textContent, listener);
    }
    matches = () => false;
    remove = () => {};
  }
  const document = {
    createElement: () => new FakeElement(),
    querySelector: () => new FakeElement(),
  };
  define("document", document);
});

/** A pane that writes down what stood there at each deed, and when the real internet is shut out. */
function fakePane(files: Files) {
  const deeds: [string, Files][] = [];
  const shutIn: Files[] = [];
  const original: Files = { "main.py": "" };
  const editor = {
    files,
    shown: "main.py",
    load: (next: Files) => void (editor.files = next),
    show: () => {},
  };
  const pane = {
    editor,
    original,
    announce: (deed: string) => void deeds.push([deed, editor.files]),
    network: { shutIn: () => void shutIn.push(editor.files) },
  };
  return { pane: pane as unknown as Pane, deeds, shutIn };
}

test("what stood there is told of before other files take its place, and before Undo; the internet was for it alone", () => {
  const mine = { "main.py": "mine", "b.py": "b" };
  const theirs = { "main.py": "from a zip" };
  for (const change of [
    (pane: Pane) => changeFiles(pane, "open", theirs, "opened"),
    (pane: Pane) => deleteFile(pane, "b.py"),
  ]) {
    const { pane, deeds, shutIn } = fakePane(mine);
    change(pane);
    assert.deepEqual(deeds, [["open", mine]]);
    const after = pane.editor.files;
    assert.notDeepEqual(after, mine);
    buttons.get("Undo")?.();
    assert.deepEqual(deeds, [
      ["open", mine],
      ["open", after],
    ]);
    assert.deepEqual(shutIn, [mine, after]);
    assert.deepEqual(pane.editor.files, mine);
  }
});

test("what is typed while files are read stays, however long that takes", async () => {
  const { pane } = fakePane({ "main.py": "" });
  let reads = 0;
  const opened = await openAmong(pane, async (now, edited) => {
    reads += 1;
    if (reads < 4) {
      pane.editor.load({ "main.py": `typed ${reads}` });
    }
    return { ...now, edited };
  });
  assert.deepEqual(opened, { "main.py": "typed 3", edited: true });
});
