/** "My programs": all that the reader has written in the playground. */

import { MAIN, type ProgramDocument } from "../document/document.ts";
import { button, element } from "../lib/dom.ts";
import { toast } from "../toast/toasts.ts";
import { modal } from "./dialog.ts";
import type { Drafts } from "./drafts.ts";
import { describeMoment } from "./moment.ts";
import type { Playground } from "./playground.ts";
import { type KeptDocument, isPlayId } from "./records.ts";
import { transferControls } from "./transfer-controls.ts";
import { describeTrouble, troubleOf } from "./trouble.ts";

const LONGEST_TITLE = 200;

export function openPrograms(drafts: Drafts, playground: Playground): void {
  const list = element("ul");
  list.className = "programs";
  const status = element("p");
  status.setAttribute("role", "status");
  const buttons = element(
    "p",
    button("New program", () => void go(() => playground.begin())),
    ...transferControls(drafts),
  );
  buttons.className = "programs-buttons";
  const dialog = modal("My programs", buttons, status, list);
  drafts.onStored(() => {
    // Not under the reader's fingers.
    if (dialog.open && list.querySelector("input") === null) {
      void show();
    }
  });
  void playground.keeper?.flush();
  void show();

  async function go(show: () => Promise<void>): Promise<void> {
    dialog.close();
    if (location.hash !== "#/play") {
      location.hash = "#/play";
    }
    await show();
    playground.pane.editor.view.focus();
  }

  async function show(): Promise<void> {
    let programs: readonly KeptDocument[] = [];
    let trouble: string | null = null;
    try {
      programs = await drafts.store.list();
    } catch (error) {
      trouble = `They can’t be read now. ${describeTrouble(troubleOf(error))}`;
    }
    const left = [...drafts.tab.rescued].flatMap(([id, { content }]) =>
      content !== null && isPlayId(id) && !programs.some((one) => one.id === id)
        ? [leftRow(id, content)]
        : [],
    );
    const none = programs.length + left.length === 0;
    status.textContent =
      trouble ??
      (none
        ? "None yet: what you write in the playground is kept here, in this browser."
        : "Kept in this browser, and nowhere else.");
    const focused = indexOfFocus(list);
    list.replaceChildren(...left, ...programs.map(row));
    list.children[focused]?.querySelector("button")?.focus();
  }

  /** A program that could not be kept yet: there is nothing to rename or delete. */
  function leftRow(id: string, content: ProgramDocument): HTMLElement {
    const open = button(content.title ?? MAIN, () => void go(() => playground.open(id)));
    open.className = "programs-title";
    const shown = playground.keeper?.id === id ? "shown now · " : "";
    const about = element("span", `${shown}only in this tab · ${firstLine(content)}`);
    about.className = "programs-about";
    return element("li", open, about);
  }

  function row(program: KeptDocument): HTMLElement {
    const { id, content, savedAt } = program;
    const title = content?.title ?? MAIN;
    const shown = playground.keeper?.id === id;
    const open = button(title, () => void go(() => playground.open(id)));
    open.className = "programs-title";
    const about = element(
      "span",
      [shown ? "shown now" : "", describeMoment(savedAt), firstLine(content)]
        .filter((part) => part !== "")
        .join(" · "),
    );
    about.className = "programs-about";
    const rename = button("Rename", () => item.replaceChildren(renaming(program)));
    rename.ariaLabel = `Rename ${title}`;
    const remove = button("Delete", () => void deleteProgram(program));
    remove.ariaLabel = `Delete ${title}`;
    const item = element("li", open, about, rename, remove);
    return item;
  }

  function renaming({ id, content }: KeptDocument): HTMLElement {
    const field = element("input");
    field.value = content?.title ?? MAIN;
    field.maxLength = LONGEST_TITLE;
    field.ariaLabel = "Title";
    const form = element("form", field, saveButton());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void rename(id, field.value.trim());
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        void show();
      }
    });
    queueMicrotask(() => field.select());
    return form;
  }

  async function rename(id: string, title: string): Promise<void> {
    const { keeper, pane } = playground;
    if (title === "") {
      void show();
      return;
    }
    if (keeper?.id === id) {
      pane.name(title);
      keeper.edited();
      await keeper.flush();
    } else {
      await change(id, (content) => content && { ...content, title });
    }
    await show();
  }

  async function deleteProgram({ id, content }: KeptDocument): Promise<void> {
    const shown = playground.keeper?.id === id;
    if (shown) {
      await playground.keeper?.flush();
    }
    const title = content?.title ?? MAIN;
    const before = await change(id, () => null);
    if (before === undefined) {
      return;
    }
    if (shown) {
      await playground.begin();
    }
    toast(`Deleted: ${title}.`, {
      undo: () =>
        void change(id, () => before).then(async () => {
          if (shown) {
            await playground.open(id);
          }
        }),
    });
    await show();
  }

  /** @returns what stood there; undefined if nothing came of it. */
  async function change(
    id: string,
    to: (content: ProgramDocument | null) => ProgramDocument | null,
  ): Promise<ProgramDocument | null | undefined> {
    try {
      const { document } = await drafts.store.read(id);
      if (document === null) {
        return undefined;
      }
      const { content, original, link, revision } = document;
      const saver = `${drafts.saver}.list`;
      const versions =
        content === null ? [] : [{ content, at: document.savedAt, cause: "delete" as const }];
      const next = to(content);
      const left = drafts.tab.rescued.get(id);
      if (next === null && left?.content != null) {
        versions.push({ content: left.content, at: left.at, cause: "delete" as const });
      }
      await drafts.store.save({
        id,
        content: next,
        original,
        link,
        base: revision,
        saver,
        versions: next === null ? versions : [],
      });
      if (next === null) {
        drafts.tab.forget(id);
      }
      drafts.stored(id);
      return content;
    } catch (error) {
      toast(`That did not work. ${describeTrouble(troubleOf(error))}`);
      return undefined;
    }
  }
}

function saveButton(): HTMLButtonElement {
  const save = element("button", "Save");
  save.type = "submit";
  return save;
}

function firstLine(content: ProgramDocument | null): string {
  const lines = (content?.files[MAIN] ?? "").split("\n").map((line) => line.trim());
  return (lines.find((line) => line !== "") ?? "empty").slice(0, 80);
}

function indexOfFocus(list: HTMLElement): number {
  return [...list.children].findIndex((item) => item.contains(document.activeElement));
}
