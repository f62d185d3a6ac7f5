/** What is listed under `?` is what the editor listens to, and nothing else is bound. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { closeBracketsKeymap } from "@codemirror/autocomplete";
import { standardKeymap } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { type KeyBinding, keymap } from "@codemirror/view";
import type { Assistance } from "../../web/src/editor/assistance.ts";
import { extensions } from "../../web/src/editor/extensions.ts";
import { helpShortcuts } from "../../web/src/editor/help-shortcuts.ts";
import { helpWithWriting } from "../../web/src/editor/help.ts";
import { editorShortcuts } from "../../web/src/editor/shortcuts.ts";
import { keysOf, keysText } from "../../web/src/shortcuts/keys.ts";
import { SITE_SHORTCUTS } from "../../web/src/shortcuts/site.ts";

const nothing = () => false;
const assistance: Assistance = {
  language: { wake() {}, ask: async () => null },
  linter: {
    check: async () => null,
    format: async () => ({ kind: "refused", reason: "" }),
  },
};
const state = EditorState.create({
  extensions: extensions("main.py", {
    actions: { run: nothing, format: nothing },
    onEdit() {},
    help: helpWithWriting(assistance, () => ({ files: {}, shown: "main.py" })),
  }),
});
const name = ({ key, mac }: KeyBinding) => `${key ?? ""}|${mac ?? ""}`;
/** Arrows, Backspace and the like: what every text field has. */
const common = new Set([...standardKeymap, ...closeBracketsKeymap]);
const bound = state
  .facet(keymap)
  .flat()
  .filter((binding) => !common.has(binding));
const groups = [...editorShortcuts(), ...helpShortcuts];
const listed = groups.flatMap(({ entries }) => entries.filter((entry) => "key" in entry));

test("every key that is bound is listed, and the other way round", () => {
  const sorted = (bindings: readonly KeyBinding[]) => bindings.map(name).sort();
  assert.deepEqual(sorted(bound), sorted(listed));
});

test("no key means two things at the same place", () => {
  for (const { title, entries } of groups) {
    for (const mac of [true, false]) {
      const keys = entries.map((entry) => keysOf(entry, mac).join("+"));
      assert.equal(new Set(keys).size, keys.length, `${title}: ${keys.join(" ")}`);
    }
  }
});

test("every entry says what it does", () => {
  for (const { label } of [...listed, ...SITE_SHORTCUTS]) {
    assert.match(label, /^[A-Z]/);
  }
});

test("keys as a keyboard names them", () => {
  const find = { key: "Mod-Shift-ArrowUp", label: "" };
  assert.equal(keysText(find, false), "Ctrl+Shift+↑");
  assert.equal(keysText(find, true), "⌘⇧↑");
  assert.deepEqual(keysOf({ key: "Mod--", label: "" }, false), ["Ctrl", "-"]);
  assert.deepEqual(keysOf({ key: "Alt-l", mac: "Ctrl-l", label: "" }, true), ["⌃", "L"]);
  assert.deepEqual(keysOf({ keys: "Esc, then Tab", label: "" }, true), ["Esc, then Tab"]);
});
