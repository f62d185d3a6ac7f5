/** The files that a program has written, below its output: to be viewed and downloaded. */

import { button } from "../lib/dom.ts";
import { download } from "../lib/download.ts";
import { painted } from "../lib/painted.ts";
import type { WrittenFile } from "../protocol.ts";
import type { Written } from "../runtime/console.ts";
import { bytesOf, describeContent, formatBytes, readContent } from "./content.ts";

export class WrittenList {
  readonly element = document.createElement("div");
  /** What is to be shown in the next frame: a console may write many times in one. */
  #next: Written | null = null;

  constructor() {
    this.element.className = "written";
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", "Files it wrote");
    this.clear();
  }

  clear(): void {
    this.#next = null;
    this.#draw({ files: [], more: 0 });
  }

  /** Show them soon, unless there are newer ones by then. */
  show(written: Written): void {
    if (this.#next === null) {
      void painted().then(() => this.#drawNext());
    }
    this.#next = written;
  }

  #drawNext(): void {
    if (this.#next !== null) {
      this.#draw(this.#next);
      this.#next = null;
    }
  }

  #draw({ files, more }: Written): void {
    this.element.hidden = files.length === 0 && more === 0;
    const title = document.createElement("p");
    title.textContent = "Files it wrote";
    const list = document.createElement("ul");
    list.append(...files.map(item));
    if (more > 0) {
      const rest = document.createElement("li");
      rest.textContent = `${more.toLocaleString("en")} more`;
      list.append(rest);
    }
    this.element.replaceChildren(title, list);
  }
}

function item(file: WrittenFile): HTMLLIElement {
  const element = document.createElement("li");
  const name = document.createElement("code");
  name.textContent = file.path;
  const size = document.createElement("span");
  size.textContent = formatBytes(file.size);
  const take = buttonOf("Download", file, () => save(file));
  take.disabled = file.content === null;
  element.append(
    name,
    size,
    buttonOf("View", file, () => view(file)),
    take,
  );
  return element;
}

function view(file: WrittenFile): void {
  const content = readContent(bytesOf(file));
  const dialog = document.createElement("dialog");
  dialog.className = "written-file";
  dialog.setAttribute("aria-label", file.path);
  const title = document.createElement("h2");
  title.textContent = file.path;
  const note = document.createElement("p");
  note.textContent = describeContent(content);
  note.hidden = note.textContent === "";
  const text = document.createElement("pre");
  text.tabIndex = 0;
  text.textContent = content.kind === "text" ? content.text : "";
  text.hidden = content.kind !== "text";
  const close = button("Close", () => dialog.close());
  dialog.append(title, note, text, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function save(file: WrittenFile): void {
  const bytes = bytesOf(file);
  if (bytes !== null) {
    download(file.path.split("/").at(-1) ?? "", bytes);
  }
}

/** @param of which file it is for, to those who only hear the buttons. */
function buttonOf(label: string, { path }: WrittenFile, press: () => void): HTMLButtonElement {
  const made = button(label, press);
  made.ariaLabel = `${label} ${path}`;
  return made;
}
