/**
 * Where a pane's editor and output stand, and how large they are.
 *
 *     below (in the text)     heights as they come, or as the reader has dragged them
 *     below (filling)         the window's height, divided
 *     beside                  two columns: in the playground, and wherever a pane fills the window
 */

import { find } from "../lib/find.ts";
import { readArrangement, rearrange, resizePane } from "../looks/arrangement.ts";
import { Splitter } from "./splitter.ts";

/** Two columns of code need so much. */
const WIDE = "(min-width: 64rem)";

/** Below this neither code nor output can be read. */
const LEAST_HEIGHT = 96;
const LEAST_PART = 0.15;

export class Layout {
  readonly #section: HTMLElement;
  readonly #body: HTMLElement;
  readonly #edit: HTMLElement;
  readonly #output: HTMLElement;
  readonly #between: Splitter;
  readonly #below: Splitter;

  constructor(section: HTMLElement) {
    this.#section = section;
    this.#body = find(".pane-body", section);
    this.#edit = find(".pane-edit", section);
    this.#output = find(".output", section);
    this.#between = new Splitter({
      label: "Size of the editor",
      controls: this.#edit,
      orientation: () => (this.beside ? "vertical" : "horizontal"),
      size: () => this.#editorSize(),
      bounds: () =>
        this.#divided ? [LEAST_PART, 1 - LEAST_PART] : [LEAST_HEIGHT, 2 * innerHeight],
      dragged: (pixels) => (this.#divided ? pixels / this.#room() : pixels),
      resize: (size) => this.#resizeEditor(size),
    });
    this.#below = new Splitter({
      label: "Size of the output",
      controls: this.#output,
      orientation: () => "horizontal",
      size: () => this.#output.offsetHeight,
      bounds: () => [LEAST_HEIGHT, 2 * innerHeight],
      dragged: (pixels) => pixels,
      resize: (size) => this.#setHeights({ output: size }),
    });
    this.#edit.after(this.#between.element);
    find(".pane-result", section).append(this.#below.element);
    matchMedia(WIDE).addEventListener("change", () => this.show());
    this.show();
  }

  /** Whether the output stands beside the editor now. */
  get beside(): boolean {
    return this.canBeBeside && matchMedia(WIDE).matches && readArrangement().beside;
  }

  /** Whether the reader can have it beside the editor, if the window is wide enough. */
  get canBeBeside(): boolean {
    return this.#id === "playground" || this.#fills;
  }

  setBeside(beside: boolean): void {
    rearrange({ beside });
    this.show();
  }

  /** Arrange the parts as it is remembered. */
  show(): void {
    const { width, height, panes } = readArrangement();
    const { style, dataset } = this.#section;
    dataset["layout"] = this.beside ? "beside" : "below";
    style.setProperty("--editor-part", `${100 * (this.beside ? width : height)}%`);
    const heights = panes[this.#id];
    setOrRemove(style, "--code-height", heights?.code ?? null);
    setOrRemove(style, "--output-height", heights?.output ?? null);
    this.#between.describe();
    this.#below.describe();
  }

  get #id(): string {
    return this.#section.dataset["example"] ?? "";
  }

  /** Whether it fills the window. */
  get #fills(): boolean {
    return this.#section.hasAttribute("data-zen");
  }

  /** Whether editor and output share what room there is. */
  get #divided(): boolean {
    return this.#fills || this.beside;
  }

  #room(): number {
    return Math.max(1, this.beside ? this.#body.offsetWidth : this.#body.offsetHeight);
  }

  #editorSize(): number {
    if (!this.#divided) {
      return this.#edit.offsetHeight;
    }
    const { width, height } = readArrangement();
    return this.beside ? width : height;
  }

  #resizeEditor(size: number | null): void {
    if (!this.#divided) {
      this.#setHeights({ code: size });
      return;
    }
    const part = size ?? (this.beside ? 0.55 : 0.6);
    rearrange(this.beside ? { width: part } : { height: part });
    this.show();
  }

  #setHeights(change: { code?: number | null; output?: number | null }): void {
    const heights = { code: null, output: null, ...readArrangement().panes[this.#id], ...change };
    resizePane(this.#id, heights.code, heights.output);
    this.show();
  }
}

function setOrRemove(style: CSSStyleDeclaration, name: string, pixels: number | null): void {
  if (pixels === null) {
    style.removeProperty(name);
  } else {
    style.setProperty(name, `${pixels}px`);
  }
}
