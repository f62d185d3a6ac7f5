/** The older versions of a program: choose one, see how it differs, restore it. */

import type { Files, ProgramDocument } from "../document/document.ts";
import { MAIN } from "../document/document.ts";
import { button, element } from "../lib/dom.ts";
import type { Pane } from "../pane/pane.ts";
import { toast } from "../toast/toasts.ts";
import { comparison } from "./comparison.ts";
import { modal } from "./dialog.ts";
import type { Keeper } from "./keeper.ts";
import { describeMoment } from "./moment.ts";
import { describeCause, isPlayId } from "./records.ts";
import type { DraftStore } from "./store.ts";
import { describeTrouble, troubleOf } from "./trouble.ts";

type Choice = { readonly label: string; readonly content: ProgramDocument };

export async function openVersions(pane: Pane, keeper: Keeper, store: DraftStore): Promise<void> {
  const list = element("ol");
  const difference = element("div");
  const status = element("p");
  status.setAttribute("role", "status");
  const dialog = modal(`Versions of ${pane.title}`, status, list, difference);
  try {
    await keeper.flush();
    const choices = await collect(pane, keeper, store);
    status.textContent =
      choices.length === 1
        ? "None yet but the first. Versions are kept when you run the program, when you come back to it, and before something takes its place."
        : "Choose one to see how it differs from what stands in the pane.";
    list.className = "versions";
    list.append(
      ...choices.map((choice) => {
        const pressed = button(choice.label, () => choose(pressed, choice));
        pressed.ariaPressed = "false";
        return element("li", pressed);
      }),
    );
  } catch (error) {
    status.textContent = `The versions can’t be read now. ${describeTrouble(troubleOf(error))}`;
  }

  function choose(pressed: HTMLButtonElement, { label, content }: Choice): void {
    for (const other of list.querySelectorAll("button")) {
      other.ariaPressed = String(other === pressed);
    }
    const restore = button("Restore", () => {
      const before = pane.document;
      keeper.replace(content, "restore");
      dialog.close();
      toast(`Restored: ${label}.`, { undo: () => keeper.replace(before, "restore") });
    });
    restore.className = "primary";
    difference.replaceChildren(
      restore,
      comparison(pane.editor.files, content.files, ["now", "in that version"]),
    );
  }
}

async function collect(pane: Pane, keeper: Keeper, store: DraftStore): Promise<readonly Choice[]> {
  const versions = await store.versions(keeper.id);
  const { original } = pane;
  return [
    ...versions.map(({ at, cause, content }) => {
      const why = describeCause(cause);
      const parts = [`yours, ${describeMoment(at)}`, countLines(content.files), why];
      return { label: parts.filter((part) => part !== "").join(" · "), content };
    }),
    {
      label: `${isPlayId(keeper.id) ? "as it began" : "as in the handbook"} · ${countLines(original)}`,
      content: { ...pane.document, files: original },
    },
  ];
}

function countLines(files: Files): string {
  const lines = (files[MAIN] ?? "").replace(/\n$/, "").split("\n").length;
  const others = Object.keys(files).length - 1;
  return (
    (lines === 1 ? "1 line" : `${lines} lines`) +
    (others === 0 ? "" : others === 1 ? " and a file" : ` and ${others} files`)
  );
}
