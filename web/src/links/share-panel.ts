/**
 * The ways to share a program besides the link that has just been copied. It stands between the
 * buttons and the code and covers neither; it follows the program while that is changed.
 */

import {
  type Files,
  MAIN,
  MAX_TITLE,
  type ProgramDocument,
  sameFiles,
} from "../document/document.ts";
import { embedCode } from "../embed/embed-code.ts";
import { whenLoaded } from "../files/later.ts";
import { fileStem } from "../files/names.ts";
import { button } from "../lib/dom.ts";
import { download } from "../lib/download.ts";
import { find } from "../lib/find.ts";
import { messageOf } from "../lib/message-of.ts";
import { copyText } from "../pane/clipboard.ts";
import type { Pane } from "../pane/pane.ts";
import { linkTo, siteAddress } from "./address.ts";
import { codeBlock } from "./code-block.ts";
import { describeLength } from "./length-label.ts";

/** After the last key, in milliseconds: packing a large program takes a moment. */
const PAUSE = 150;

export class SharePanel {
  readonly #pane: Pane;
  readonly #element = document.createElement("div");
  readonly #title = field("Title", "");
  readonly #link = field("Link", "readonly");
  readonly #length = document.createElement("p");
  readonly #file = button("Download the file", () => void this.#download());
  readonly #short = button("Copy short address", () => {
    void this.#copy(this.#place ?? "", "Address copied");
  });
  /** What has been done last; said where the buttons are, too. */
  #done = "";
  #label = "";
  /** What the program was called when the title was last taken from it. */
  #called: string | null = null;
  /** Which program that was: many have the same title. */
  #original: Files | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts the links that were asked for: a late one must not replace a newer. */
  #asked = 0;

  constructor(pane: Pane) {
    this.#pane = pane;
    this.#title.input.maxLength = MAX_TITLE;
    this.#title.input.addEventListener("input", () => this.#soon());
    this.#link.input.addEventListener("focus", () => this.#link.input.select());
    this.#element.className = "share";
    this.#element.role = "group";
    this.#element.ariaLabel = "Share this program";
    this.#element.hidden = true;
    const actions = document.createElement("p");
    actions.className = "share-actions";
    actions.append(
      button("Copy link", () => void this.#copy(linkTo(this.program), "Link copied")),
      button("Copy as code block", () => {
        void this.#copy(codeBlock(this.program.files), "Code block copied");
      }),
      button("Copy embed code", () => void this.#copy(this.#embedCode(), "Embed code copied")),
      this.#short,
      this.#file,
      button("Close", () => this.close()),
    );
    this.#length.className = "share-length";
    this.#element.append(this.#title.label, this.#link.label, this.#length, actions);
    this.#element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        this.close();
      }
    });
    find(".pane-toolbar", pane.section).after(this.#element);
    pane.onChange(() => this.#soon());
  }

  open(): void {
    this.#element.hidden = false;
    void this.#refresh();
  }

  close(): void {
    const hadFocus = this.#element.contains(document.activeElement);
    this.#element.hidden = true;
    if (hadFocus) {
      find("[data-do=share]", this.#pane.section).focus();
    }
  }

  /** Say beside the buttons, too, what has been done: the line that announces it may be far below. */
  say(done: string): void {
    this.#done = `${done}. `;
    this.#showLength();
  }

  #showLength(): void {
    this.#length.textContent = this.#label === "" ? "" : `${this.#done}${this.#label}.`;
  }

  /** What is shared: the pane's, under the title that stands here. */
  get program(): ProgramDocument {
    const { files, clock } = this.#pane.document;
    const title = this.#title.input.value.trim();
    return title === "" ? { files, clock } : { title, files, clock };
  }

  /** The handbook's own address of a program that nobody has changed; null for others. */
  get #place(): string | null {
    const { section, editor, original, document } = this.#pane;
    const whole = sameFiles(editor.files, original) && document.clock === "real";
    return section.id.startsWith("/") && whole ? `${siteAddress()}#${section.id}` : null;
  }

  #soon(): void {
    if (!this.#element.hidden) {
      this.#done = "";
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#refresh(), PAUSE);
    }
  }

  async #refresh(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const { title, original } = this.#pane;
    if (title !== this.#called || original !== this.#original) {
      this.#called = title;
      this.#original = original;
      this.#title.input.value = title === MAIN ? "" : title.slice(0, MAX_TITLE);
    }
    const link = await linkTo(this.program).catch(messageOf);
    if (asked !== this.#asked) {
      return;
    }
    const packed = link.startsWith(siteAddress());
    const { label, fits } = packed ? describeLength(link.length) : { label: link, fits: false };
    this.#link.input.value = packed ? link : "";
    this.#link.label.hidden = !packed;
    this.#label = label;
    this.#showLength();
    this.#file.hidden = fits;
    this.#short.hidden = this.#place === null;
  }

  async #embedCode(): Promise<string> {
    const link = await linkTo(this.program);
    return embedCode(this.program, link.slice(link.indexOf("#") + 1), siteAddress());
  }

  /** One file as it is, several as an archive. */
  async #download(): Promise<void> {
    const program = this.program;
    const { [MAIN]: main, ...others } = program.files;
    if (main !== undefined && Object.keys(others).length === 0) {
      download(`${fileStem(program.title ?? MAIN)}.py`, main);
    } else {
      (await whenLoaded(import("../files/formats.ts")))?.downloadArchive({ document: program });
    }
  }

  async #copy(text: string | Promise<string>, done: string): Promise<void> {
    const { status } = this.#pane.elements;
    try {
      if (await copyText(await text, done, status)) {
        this.say(done);
      }
    } catch (error) {
      status.textContent = messageOf(error);
    }
  }
}

function field(
  name: string,
  kind: "readonly" | "",
): { readonly label: HTMLLabelElement; readonly input: HTMLInputElement } {
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "text";
  input.readOnly = kind === "readonly";
  input.spellcheck = false;
  input.autocomplete = "off";
  const text = document.createElement("span");
  text.textContent = name;
  label.append(text, input);
  return { label, input };
}
