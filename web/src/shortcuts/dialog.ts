/** The list of all shortcuts, under `?`. */

import { helpShortcuts } from "../editor/help-shortcuts.ts";
import { editorShortcuts } from "../editor/shortcuts.ts";
import { isMac, keysOf } from "./keys.ts";
import type { Gesture, Shortcut, ShortcutGroup } from "./shortcut.ts";
import { SITE_SHORTCUTS } from "./site.ts";

let dialog: HTMLDialogElement | null = null;

export function showShortcuts(): void {
  dialog ??= build();
  if (!dialog.open) {
    dialog.showModal();
    dialog.scrollTop = 0;
  }
}

/** The browser closes it on Escape, and gives the focus back. */
function build(): HTMLDialogElement {
  const made = document.createElement("dialog");
  made.className = "shortcuts";
  const heading = document.createElement("h2");
  heading.id = "shortcuts-heading";
  heading.textContent = "Keyboard shortcuts";
  made.setAttribute("aria-labelledby", heading.id);
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => made.close());
  const head = document.createElement("header");
  head.append(heading, close);
  const groups = [
    { title: "Page", entries: SITE_SHORTCUTS },
    ...editorShortcuts(),
    ...helpShortcuts,
  ];
  made.append(head, ...groups.map(table));
  made.addEventListener("click", ({ target }) => {
    if (target === made) {
      made.close(); // beside it
    }
  });
  document.body.append(made);
  return made;
}

function table({ title, entries }: ShortcutGroup): HTMLTableElement {
  const made = document.createElement("table");
  made.createCaption().textContent = title;
  const row = made.createTHead().insertRow();
  // What the reader has in front of them comes first.
  const columns = isMac() ? [true, false] : [false, true];
  row.append(
    headerCell("What it does", "col"),
    ...columns.map((mac) => headerCell(mac ? "Mac" : "Windows, Linux", "col")),
  );
  const body = made.createTBody();
  for (const entry of entries) {
    const tr = body.insertRow();
    tr.append(headerCell(entry.label, "row"));
    for (const mac of columns) {
      tr.insertCell().append(...keys(entry, mac));
    }
  }
  return made;
}

function headerCell(text: string, scope: "col" | "row"): HTMLTableCellElement {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}

function keys(entry: Shortcut | Gesture, mac: boolean): Node[] {
  return keysOf(entry, mac).flatMap((key, index) => {
    const kbd = document.createElement("kbd");
    kbd.textContent = key;
    return index === 0 ? [kbd] : [document.createTextNode(mac ? " " : "+"), kbd];
  });
}
