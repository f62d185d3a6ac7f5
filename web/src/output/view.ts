/**
 * The output of a pane: lines as they come, the newest 10,000 of them.
 *
 * Lines are appended in slices of a few milliseconds, one a frame, and the worker is told only
 * then that it may send more: a program that prints without end can't freeze the page. They stand
 * in blocks that the browser lays out apart (pane.css).
 */

import type { OutputRecord } from "../protocol.ts";
import { formatSeconds } from "./format.ts";
import { type Line, LineAssembler } from "./lines.ts";

export const MAX_LINES = 10_000;
/** Long lines count for more: laying them out is what costs. */
export const MAX_CHARACTERS = 2_000_000;
const LINES_PER_BLOCK = 100;
/** What a frame may spend on new lines, their layout included. */
const RENDER_MILLISECONDS = 6;
/** How much is added between two looks at the clock: so many characters, or lines if they are short. */
const LINES_PER_LOOK = 25;
const CHARACTERS_PER_LOOK = 2_000;
/** Up to so many lines at once are read out; more would drown a screen reader. */
const ANNOUNCED_LINES = 10;

export class OutputView {
  readonly element: HTMLElement;
  readonly #notice: HTMLElement;
  #assembler = new LineAssembler();
  #nodes = new WeakMap<Line, HTMLElement>();
  #blocks: HTMLElement[] = [];
  /** Lines on their way to the screen. */
  #queue: Line[] = [];
  #shownLines = 0;
  #shownCharacters = 0;
  /** How many of the oldest lines on screen are to go. */
  #staleLines = 0;
  #droppedLines = 0;
  #shown: (() => void)[] = [];
  #cancelFrame: (() => void) | null = null;
  #simulated = false;
  #followsEnd = true;

  /** @param label the region's name for a screen reader. */
  constructor(label: string) {
    this.element = document.createElement("div");
    this.element.className = "output";
    this.element.setAttribute("role", "log");
    this.element.setAttribute("aria-label", label);
    this.element.tabIndex = 0;
    this.#notice = document.createElement("p");
    this.#notice.className = "output-notice";
    this.#notice.hidden = true;
    this.element.append(this.#notice);
    this.element.addEventListener("scroll", () => this.#noteScroll(), { passive: true });
  }

  /** Empty the output for a new run. */
  reset(simulatedTime: boolean): void {
    this.#simulated = simulatedTime;
    this.#assembler = new LineAssembler();
    this.clear();
  }

  /** Remove what is shown. A running program goes on printing below. */
  clear(): void {
    this.#nodes = new WeakMap();
    this.#blocks = [];
    this.#queue = [];
    this.#shownLines = 0;
    this.#shownCharacters = 0;
    this.#staleLines = 0;
    this.#droppedLines = 0;
    this.#followsEnd = true;
    this.#notice.hidden = true;
    this.element.replaceChildren(this.#notice);
  }

  /** Show records; `shown` is called when they are on screen. */
  append(records: readonly OutputRecord[], droppedLines: number, shown: () => void): void {
    if (droppedLines > 0) {
      // Newer lines than these were left out: the output must not show a gap as if there were none.
      this.#droppedLines += droppedLines + this.#queue.length;
      this.#queue = [];
      this.#staleLines = this.#shownLines;
      this.#assembler = new LineAssembler();
    }
    for (const line of this.#assembler.add(records)) {
      this.#queue.push(line);
    }
    const kept = newestWithin(this.#queue);
    this.#droppedLines += this.#queue.length - kept.length;
    this.#queue = kept;
    this.#shown.push(shown);
    this.#requestFrame();
  }

  /** Resolves when all that has been appended is on screen. */
  allShown(): Promise<void> {
    return new Promise((resolve) => {
      this.#shown.push(resolve);
      this.#requestFrame();
    });
  }

  /** What the reader typed, after the prompt it answers. Not a line of output. */
  async echo(text: string): Promise<void> {
    await this.allShown();
    const echo = document.createElement("div");
    echo.className = "echo";
    echo.textContent = text;
    this.#block().append(echo);
    this.#scroll();
  }

  /** Something that belongs into the output while the program waits. */
  appendWidget(widget: HTMLElement): void {
    this.element.append(widget);
    this.#scroll();
  }

  /** The text of all lines that are shown. */
  text(): string {
    return Array.from(
      this.element.querySelectorAll("[data-stream]"),
      (line) => `${line.textContent}\n`,
    ).join("");
  }

  #requestFrame(): void {
    if (this.#cancelFrame !== null) {
      return;
    }
    const render = () => {
      this.#cancelFrame?.();
      this.#cancelFrame = null;
      this.#render();
    };
    const frame = requestAnimationFrame(render);
    // A hidden tab has no frames, but its programs go on.
    const timer = setTimeout(render, 200);
    this.#cancelFrame = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }

  #render(): void {
    const began = performance.now();
    this.element.ariaLive = this.#queue.length > ANNOUNCED_LINES ? "off" : "polite";
    let done = 0;
    let characters = 0;
    for (const line of this.#queue) {
      this.#show(line);
      done += 1;
      characters += line.text.length + CHARACTERS_PER_LOOK / LINES_PER_LOOK;
      if (characters > CHARACTERS_PER_LOOK) {
        characters = 0;
        this.#makeRoom();
        // Asking for the height lays out what is new: long lines cost more there than here.
        void this.element.scrollHeight;
        if (performance.now() - began > RENDER_MILLISECONDS) {
          break;
        }
      }
    }
    this.#queue.splice(0, done);
    this.#makeRoom();
    while (this.#staleLines > 0 && performance.now() - began < RENDER_MILLISECONDS) {
      this.#removeOldest();
    }
    this.#showNotice();
    this.#scroll();
    if (this.#queue.length > 0 || this.#staleLines > 0) {
      this.#requestFrame();
    } else {
      for (const shown of this.#shown.splice(0)) {
        shown();
      }
    }
  }

  #show(line: Line): void {
    const known = this.#nodes.get(line);
    if (known !== undefined) {
      this.#shownCharacters += line.text.length - (known.textContent?.length ?? 0);
      known.textContent = line.text;
      return;
    }
    const node = document.createElement("div");
    node.dataset["stream"] = line.stream;
    node.dataset["time"] = String(line.time);
    node.dataset["shown"] = formatSeconds(line.time, this.#simulated);
    node.textContent = line.text;
    this.#block().append(node);
    this.#nodes.set(line, node);
    this.#shownLines += 1;
    this.#shownCharacters += line.text.length;
  }

  #block(): HTMLElement {
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.childElementCount < LINES_PER_BLOCK) {
      return last;
    }
    const block = document.createElement("div");
    block.className = "output-block";
    (last ?? this.#notice).after(block);
    this.#blocks.push(block);
    return block;
  }

  /** Remove the oldest lines, as many as there are too many. */
  #makeRoom(): void {
    while (this.#shownLines > MAX_LINES || this.#shownCharacters > MAX_CHARACTERS) {
      this.#removeOldest();
    }
  }

  #removeOldest(): void {
    const block = this.#blocks[0];
    const oldest = block?.firstElementChild;
    if (block === undefined || oldest == null) {
      this.#staleLines = 0;
      this.#shownLines = 0;
      this.#shownCharacters = 0;
      return;
    }
    oldest.remove();
    if (block.childElementCount === 0) {
      block.remove();
      this.#blocks.shift();
    }
    if (oldest.hasAttribute("data-stream")) {
      this.#shownLines -= 1;
      this.#shownCharacters -= oldest.textContent?.length ?? 0;
      this.#droppedLines += 1;
      this.#staleLines = Math.max(0, this.#staleLines - 1);
    }
  }

  #showNotice(): void {
    if (this.#droppedLines > 0) {
      const count = this.#droppedLines.toLocaleString("en");
      const newest = MAX_LINES.toLocaleString("en");
      this.#notice.textContent = `${count} earlier lines are not shown: the output keeps the newest ${newest} (fewer, if they are long).`;
      this.#notice.hidden = false;
    }
  }

  #noteScroll(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.element;
    this.#followsEnd = scrollTop + clientHeight >= scrollHeight - 24;
  }

  #scroll(): void {
    if (this.#followsEnd) {
      this.element.scrollTop = this.element.scrollHeight;
    }
  }
}

/** The newest lines that may be shown at once. */
function newestWithin(lines: Line[]): Line[] {
  let characters = 0;
  let from = Math.max(0, lines.length - MAX_LINES);
  for (let at = lines.length - 1; at > from; at -= 1) {
    characters += lines[at]?.text.length ?? 0;
    if (characters > MAX_CHARACTERS / 2) {
      from = at;
    }
  }
  return from === 0 ? lines : lines.slice(from);
}
