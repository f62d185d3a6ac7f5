/** The files of a pane: one tab for each, above the editor, which shows one of them. */

import { MAIN, MOST_FILES } from "../document/document.ts";
import { button } from "../lib/dom.ts";
import type { Pane } from "../pane/pane.ts";
import { toast } from "../toast/toasts.ts";
import { acceptDrops } from "./arriving.ts";
import { MAIN_STAYS, deleteFile } from "./changes.ts";
import { NameForm } from "./name-form.ts";
import { nameProblem } from "./names.ts";

let count = 0;

export class FileTabs {
  readonly #pane: Pane;
  readonly #id: string;
  readonly #bar: HTMLElement;
  readonly #list = document.createElement("div");
  readonly #form = new NameForm();
  /** What the tabs show; the pane tells of every key. */
  #drawn = "";

  constructor(pane: Pane) {
    count += 1;
    this.#id = `files-${count}`;
    this.#pane = pane;
    const { code } = pane.elements;
    code.id = `${this.#id}-code`;
    this.#bar = pane.section.querySelector<HTMLElement>(".file-bar") ?? barBefore(code);
    this.#list.className = "file-tabs";
    this.#list.role = "tablist";
    this.#list.ariaLabel = "Files";
    this.#list.addEventListener("keydown", (event) => this.#pressed(event));
    this.#bar.replaceChildren(this.#list);
    if (holdsOwnFiles(pane)) {
      const add = button("+ New file", () => this.create());
      add.title = "Files can be dropped here, too: .py, .ipynb, .zip, any text";
      this.#bar.append(add);
      acceptDrops(pane);
    }
    this.#bar.after(this.#form.element);
    pane.onChange(() => this.#draw());
    this.#draw();
  }

  /** Ask for a name, and add an empty file of it. */
  create(): void {
    const { editor } = this.#pane;
    this.#form.ask({
      label: "Name of the new file",
      action: "Create",
      name: "",
      problem: (name) =>
        editor.names.length < MOST_FILES
          ? nameProblem(name, editor.names)
          : `A program can have ${MOST_FILES} files here.`,
      accept: (name) => {
        editor.write(name, "");
        editor.show(name);
        editor.view.focus();
      },
      cancel: () => this.#focusShown(),
    });
  }

  /** Ask for another name for the file that is seen. */
  rename(): void {
    const { editor } = this.#pane;
    const name = editor.shown;
    if (name === MAIN) {
      toast(MAIN_STAYS);
      return;
    }
    this.#form.ask({
      label: `New name of ${name}`,
      action: "Rename",
      name,
      problem: (to) =>
        nameProblem(
          to,
          editor.names.filter((one) => one !== name),
        ),
      accept: (to) => {
        editor.rename(name, to);
        this.#focusShown();
      },
      cancel: () => this.#focusShown(),
    });
  }

  /** Delete the file that is seen. */
  delete(): void {
    const { shown } = this.#pane.editor;
    if (shown === MAIN) {
      toast(MAIN_STAYS);
    } else {
      this.#form.close();
      deleteFile(this.#pane, shown);
      this.#focusShown();
    }
  }

  #draw(): void {
    const { names, shown } = this.#pane.editor;
    const drawn = [shown, ...names].join("/");
    if (drawn === this.#drawn) {
      return;
    }
    this.#drawn = drawn;
    const visible = names.length > 1 || holdsOwnFiles(this.#pane);
    const hadFocus = this.#list.contains(document.activeElement);
    this.#bar.hidden = !visible;
    this.#list.replaceChildren(...names.map((name, index) => this.#tab(name, index)));
    const { code } = this.#pane.elements;
    code.role = visible ? "tabpanel" : null;
    if (visible) {
      code.setAttribute("aria-labelledby", `${this.#id}-${names.indexOf(shown)}`);
    } else {
      code.removeAttribute("aria-labelledby");
    }
    const tab = this.#shownTab();
    if (tab !== null) {
      scrollTo(this.#list, tab);
    }
    if (hadFocus) {
      tab?.focus({ preventScroll: true });
    }
  }

  #tab(name: string, index: number): HTMLElement {
    const isShown = name === this.#pane.editor.shown;
    const tab = button(name, () => this.#show(name));
    tab.role = "tab";
    tab.id = `${this.#id}-${index}`;
    tab.className = "file-tab";
    tab.tabIndex = isShown ? 0 : -1;
    tab.ariaSelected = String(isShown);
    tab.toggleAttribute("data-shown", isShown);
    tab.setAttribute("aria-controls", `${this.#id}-code`);
    if (holdsOwnFiles(this.#pane) && name !== MAIN) {
      tab.title = "F2 renames, Delete deletes";
      tab.addEventListener("dblclick", () => this.rename());
    }
    return tab;
  }

  #show(name: string): void {
    this.#form.close();
    this.#pane.editor.show(name);
  }

  #pressed(event: KeyboardEvent): void {
    const { names, shown } = this.#pane.editor;
    const at = names.indexOf(shown);
    const to = nextName(event.key, names, at);
    if (to !== undefined) {
      this.#show(to);
    } else if (event.key === "F2" && holdsOwnFiles(this.#pane)) {
      this.rename();
    } else if (event.key === "Delete" && holdsOwnFiles(this.#pane)) {
      this.delete();
    } else {
      return;
    }
    event.preventDefault();
  }

  #shownTab(): HTMLElement | null {
    return this.#list.querySelector<HTMLElement>("[data-shown]");
  }

  #focusShown(): void {
    this.#shownTab()?.focus();
  }
}

/** Whether the reader may add files: a program of the handbook is what its text speaks of. */
export function holdsOwnFiles(pane: Pane): boolean {
  return pane.section.dataset["example"] === "playground";
}

function nextName(key: string, names: readonly string[], at: number): string | undefined {
  switch (key) {
    case "ArrowRight":
      return names.at((at + 1) % names.length);
    case "ArrowLeft":
      return names.at(at - 1);
    case "Home":
      return names.at(0);
    case "End":
      return names.at(-1);
    default:
      return undefined;
  }
}

/** Sideways alone: the page stays where it is. */
function scrollTo(list: HTMLElement, { offsetLeft, offsetWidth }: HTMLElement): void {
  const least = offsetLeft + offsetWidth - list.clientWidth;
  list.scrollLeft = Math.max(least, Math.min(list.scrollLeft, offsetLeft));
}

function barBefore(code: HTMLElement): HTMLElement {
  const bar = document.createElement("div");
  bar.className = "file-bar";
  code.before(bar);
  return bar;
}
