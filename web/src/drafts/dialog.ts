/** A dialog above the page, with a heading and a way to close it. Gone when it is closed. */

import { button, element } from "../lib/dom.ts";
import { find } from "../lib/find.ts";

export function modal(title: string, ...content: readonly HTMLElement[]): HTMLDialogElement {
  const heading = element("h2", title);
  const close = button("Close", () => dialog.close());
  const head = element("div", heading, close);
  head.className = "dialog-head";
  const dialog = element("dialog", head, ...content);
  dialog.className = "sheet";
  dialog.ariaLabel = title;
  // A press beside it closes it.
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) {
      dialog.close();
    }
  });
  // What is outside can't be pressed while it is open: notices, and their Undo, come along.
  const toasts = find("#toasts");
  const home = toasts.nextElementSibling;
  dialog.append(toasts);
  dialog.addEventListener("close", () => {
    home?.before(toasts);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
