/** Leave to use the real internet ends where other files come into a pane, whichever way they come. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Files, ProgramDocument } from "../../web/src/document/document.ts";
import { handbookSurface, playSurface } from "../../web/src/drafts/surfaces.ts";
import { changeFiles, deleteFile } from "../../web/src/files/changes.ts";
import type { Pane } from "../../web/src/pane/pane.ts";
import { letTimersGo } from "./support/browser-storage.ts";

letTimersGo();

const MINE: Files = { "main.py": "mine", "b.py": "" };
const OTHER: Files = { "main.py": "other" };

class FakePane {
  real = true;
  title = "mine";
  original = OTHER;
  elements = { clock: { value: "real" } };
  network = {
    shutIn: () => {
      this.real = false;
    },
  };
  editor = {
    files: MINE,
    shown: "main.py",
    load: (files: Files) => {
      this.editor.files = files;
    },
    show: () => {},
  };
  announce = () => {};
  name = () => {};
  get document(): ProgramDocument {
    return { title: this.title, files: this.editor.files, clock: "real" };
  }
}

function setUp() {
  const fake = new FakePane();
  return { fake, pane: fake as unknown as Pane };
}

/** The buttons of the toasts. */
let buttons: { textContent: string; press: () => void }[] = [];

beforeEach(() => {
  buttons = [];
  const make = () => {
    const made = {
      textContent: "",
      press: () => {},
      append: (text: unknown) => {
        made.textContent += String(text);
      },
      addEventListener: (_: string, press: () => void) => {
        made.press = press;
      },
      remove: () => {},
      matches: () => false,
    };
    buttons.push(made);
    return made;
  };
  const toasts = { append: () => {}, childElementCount: 0 };
  const page = { createElement: make, querySelector: () => toasts };
  Object.defineProperty(globalThis, "document", { value: page, configurable: true });
});

test("files that are opened, deleted or reset end it, and so does Undo", () => {
  const { fake, pane } = setUp();
  changeFiles(pane, "open", OTHER, "Opened");
  assert.equal(fake.real, false);
  fake.real = true;
  buttons.find(({ textContent }) => textContent === "Undo")?.press();
  assert.equal(fake.editor.files["main.py"], "mine");
  assert.equal(fake.real, false);
  fake.real = true;
  deleteFile(pane, "b.py");
  assert.equal(fake.real, false);
});

test("a version, or what another tab has saved, ends it", () => {
  for (const surfaceOf of [handbookSurface, playSurface]) {
    const { fake, pane } = setUp();
    const shown = { title: "mine", files: OTHER, clock: "real" } as const;
    surfaceOf(pane).show(shown, { undoable: true });
    assert.deepEqual(fake.editor.files, OTHER);
    assert.equal(fake.real, false, surfaceOf.name);
  }
  const { fake, pane } = setUp();
  handbookSurface(pane).show(null, { undoable: true });
  assert.deepEqual(fake.editor.files, OTHER);
  assert.equal(fake.real, false);
});

test("what the reader has typed themselves, shown once more, does not", () => {
  for (const surfaceOf of [handbookSurface, playSurface]) {
    const { fake, pane } = setUp();
    surfaceOf(pane).show(fake.document, { undoable: true });
    assert.equal(fake.real, true, surfaceOf.name);
  }
});
