/**
 * The output of a pane: lines as they come, the newest 10,000 of them.
 *
 * Lines are appended in slices of a few milliseconds, one a frame, and the worker is told only
 * then that it may send more: a program that prints without end can't freeze the page. They stand
 * in blocks that the browser lays out apart (pane.css).
 */

import type { OutputRecord } from "../protocol.ts";
import { formatSeconds } from "./format.ts";
import { pauseForKeys } from "./keys-first.ts";
import { type Line, LineAssembler } from "./lines.ts";
import { type Places, openPlaces, withLinks } from "./traceback-links.ts";

export const MAX_LINES = 10_000;
/** Long lines count for more: laying them out is what costs. */
export const MAX_CHARACTERS = 2_000_000;
const LINES_PER_BLOCK = 100;
/** What a frame may spend on new lines, their layout included. */
const RENDER_MILLISECONDS = 6;
/** How much is added between two looks at the clock: so many characters, or lines if they are short. */
const LINES_PER_LOOK = 25;
const CHARACTERS_PER_LOOK = 2_000;
/** More lines than these are a flood. */
const FLOOD_LINES = 200;
/** Up to so many lines at once are read out; more would drown a screen reader. */
const ANNOUNCED_LINES = 10;

export class OutputView {
  readonly element: HTMLElement;
  readonly #notice: HTMLElement;
  readonly #places: Places;
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
  /** How many lines have ever been on their way. */
  #queuedLines = 0;
  /** Whom to tell when so many of them have left the queue. */
  #shown: { readonly lines: number; readonly tell: () => void }[] = [];
  #cancelFrame: (() => void) | null = null;
  #lastFrame = Number.NEGATIVE_INFINITY;
  /** Counts runs and programs: what was cleared of one does not come back to another. */
  #run = 0;
  #simulated = false;
  /** Whether what comes is of the console, and no output of the program's run any more. */
  #isConsole = false;
  /** Lines of the console: what it prints, and what was typed there. */
  readonly #console = new WeakMap<Line, "printed" | "typed">();
  #followsEnd = true;
  /** Where it was last scrolled to, if not by the reader. */
  #scrolledTo = 0;

  /**
   * @param element an empty log.
   * @param places shows the lines that a traceback names.
   */
  constructor(element: HTMLElement, places: Places) {
    this.element = element;
    this.#places = places;
    openPlaces(element, places);
    this.#notice = document.createElement("p");
    this.#notice.className = "output-notice";
    this.#notice.hidden = true;
    this.element.append(this.#notice);
    this.element.addEventListener("scroll", () => this.#noteScroll(), { passive: true });
    // What comes below it, such as the console, takes room from it.
    new ResizeObserver(() => this.#scroll()).observe(this.element);
  }

  /** Empty the output for a new run, or another program. */
  reset(simulatedTime: boolean): void {
    this.#run += 1;
    this.#simulated = simulatedTime;
    this.#isConsole = false;
    this.#assembler = new LineAssembler();
    this.clear();
  }

  /**
   * Remove what is shown. A running program goes on printing below.
   * @returns brings it back, unless there is something else by then.
   */
  clear(): () => void {
    const children = [...this.element.children];
    const before = [this.#blocks, this.#shownLines, this.#shownCharacters] as const;
    const dropped = this.#droppedLines;
    const { hidden } = this.#notice;
    const run = this.#run;
    this.#nodes = new WeakMap();
    this.#blocks = [];
    this.#queue = [];
    this.#shownLines = 0;
    this.#shownCharacters = 0;
    this.#staleLines = 0;
    this.#droppedLines = 0;
    this.#followsEnd = true;
    this.#scrolledTo = 0;
    this.#notice.hidden = true;
    this.element.replaceChildren(this.#notice);
    return () => {
      if (this.#run === run && this.#blocks.length === 0 && this.#queue.length === 0) {
        [this.#blocks, this.#shownLines, this.#shownCharacters] = before;
        this.#droppedLines = dropped;
        this.#notice.hidden = hidden;
        this.element.replaceChildren(...children);
      }
    };
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
      if (this.#isConsole) {
        this.#console.set(line, "printed");
      }
      this.#enqueue(line);
    }
    const kept = newestWithin(this.#queue);
    this.#droppedLines += this.#queue.length - kept.length;
    this.#queue = kept;
    this.#tellWhenShown(shown);
  }

  /** What comes now is of the console. Scripts count the lines of the run alone. */
  beginConsole(): void {
    this.#isConsole = true;
    this.#assembler = new LineAssembler();
  }

  /** What was typed at the console; below it comes what it leads to. */
  addTyped(text: string): void {
    const line: Line = { stream: "stdout", time: 0, text };
    this.#console.set(line, "typed");
    this.#enqueue(line);
    // A new line of output begins below it.
    this.#assembler = new LineAssembler();
    this.#requestFrame();
  }

  /** Resolves when all that has been appended by now is on screen. */
  allShown(): Promise<void> {
    return new Promise((resolve) => this.#tellWhenShown(resolve));
  }

  #enqueue(line: Line): void {
    this.#queue.push(line);
    this.#queuedLines += 1;
  }

  #tellWhenShown(tell: () => void): void {
    this.#shown.push({ lines: this.#queuedLines, tell });
    this.#requestFrame();
  }

  /** What the reader typed, after the prompt it answers. Not a line of output. */
  async echo(text: string): Promise<void> {
    await this.allShown();
    const echo = document.createElement("div");
    echo.className = "echo";
    echo.textContent = text;
    this.#block().append(echo);
    this.#count(text);
    this.#scroll();
  }

  /** Something that belongs into the output while the program waits. */
  appendWidget(widget: HTMLElement): void {
    this.element.append(widget);
    this.#scroll();
  }

  /** All lines that are shown. */
  lines(): Line[] {
    return Array.from(this.element.querySelectorAll<HTMLElement>("[data-stream]"), (line) => ({
      stream: line.dataset["stream"] === "stderr" ? "stderr" : "stdout",
      time: Number(line.dataset["time"]),
      text: line.textContent ?? "",
    }));
  }

  /** Their text. */
  text(): string {
    return this.lines()
      .map(({ text }) => `${text}\n`)
      .join("");
  }

  #requestFrame(): void {
    if (this.#cancelFrame !== null) {
      return;
    }
    const pause = this.#pause();
    if (pause > 0) {
      const timer = setTimeout(() => {
        this.#cancelFrame = null;
        this.#requestFrame();
      }, pause);
      this.#cancelFrame = () => clearTimeout(timer);
      return;
    }
    const render = () => {
      this.#cancelFrame?.();
      this.#cancelFrame = null;
      if (this.#pause() > 0) {
        // A key has come since: this frame is its own.
        this.#requestFrame();
        return;
      }
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

  /** A few lines never wait: they may be what the key was pressed for. */
  #pause(): number {
    return this.#queue.length > FLOOD_LINES ? pauseForKeys(this.#lastFrame) : 0;
  }

  #render(): void {
    const began = performance.now();
    this.#lastFrame = began;
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
    }
    if (this.#staleLines === 0) {
      const left = this.#queuedLines - this.#queue.length;
      const waiting = this.#shown.findIndex(({ lines }) => lines > left);
      for (const { tell } of this.#shown.splice(0, waiting < 0 ? this.#shown.length : waiting)) {
        tell();
      }
    }
  }

  #show(line: Line): void {
    const known = this.#nodes.get(line);
    if (known !== undefined) {
      this.#shownCharacters += line.text.length - (known.textContent?.length ?? 0);
      this.#write(known, line);
      return;
    }
    const node = document.createElement("div");
    const console = this.#console.get(line);
    if (console === "typed") {
      node.className = "echo";
    } else if (console === "printed") {
      node.dataset["console"] = line.stream;
    } else {
      node.dataset["stream"] = line.stream;
      node.dataset["time"] = String(line.time);
      node.dataset["shown"] = formatSeconds(line.time, this.#simulated);
    }
    this.#write(node, line);
    this.#block().append(node);
    this.#nodes.set(line, node);
    this.#count(line.text);
  }

  /** What was typed takes room as well as what was printed. */
  #count(text: string): void {
    this.#shownLines += 1;
    this.#shownCharacters += text.length;
  }

  #write(node: HTMLElement, { stream, text }: Line): void {
    if (stream === "stderr") {
      node.replaceChildren(...withLinks(text, this.#places));
    } else {
      node.textContent = text;
    }
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
    this.#shownLines -= 1;
    this.#shownCharacters -= oldest.textContent?.length ?? 0;
    this.#staleLines = Math.max(0, this.#staleLines - 1);
    if (oldest.matches("[data-stream], [data-console]")) {
      this.#droppedLines += 1;
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
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - 24;
    // It may be our own, told of late: by now the end is somewhere else.
    this.#followsEnd = isAtEnd || (this.#followsEnd && scrollTop >= this.#scrolledTo);
  }

  #scroll(): void {
    if (this.#followsEnd) {
      this.element.scrollTop = this.element.scrollHeight;
      this.#scrolledTo = this.element.scrollTop;
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
