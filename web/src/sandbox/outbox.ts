/**
 * Output on its way to the page: batched once a frame, and never more than the page can show.
 *
 * The page keeps the newest 10,000 lines. While it is still busy with one batch, more than that
 * may be printed, so the outbox keeps no more either, and says how many lines it dropped.
 */

import type { OutputRecord } from "../protocol.ts";

export const MAX_PENDING_LINES = 10_000;
export const MAX_PENDING_CHARACTERS = 1_000_000;
/** Taking in more at once would keep the page from answering. */
export const LINES_PER_BATCH = 2_000;
const CHARACTERS_PER_BATCH = 250_000;
/** A longer line is cut. */
const LONGEST_LINE = 100_000;
/** What is written at one time travels in pieces of at most this, or of one long line. */
const PIECE_LINES = 200;
const PIECE_CHARACTERS = 50_000;
/** More often the page would not show it. */
export const FRAME_MILLISECONDS = 16;
/** Without JSPI no acknowledgement can arrive while Python runs: go by the clock instead. */
const UNACKNOWLEDGED_MILLISECONDS = 50;

type Pending = { stream: OutputRecord["stream"]; text: string; time: number; lines: number };

export class Outbox {
  readonly #send: (records: OutputRecord[], droppedLines: number) => void;
  readonly #now: () => number;
  #pending: Pending[] = [];
  #pendingLines = 0;
  #pendingCharacters = 0;
  #droppedLines = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #pageIsBusy = false;

  /**
   * @param send posts a batch to the page.
   * @param now real milliseconds.
   */
  constructor(send: (records: OutputRecord[], droppedLines: number) => void, now: () => number) {
    this.#send = send;
    this.#now = now;
  }

  /** Add output; sends a batch if the last one is at least a frame old. */
  write(stream: OutputRecord["stream"], text: string, time: number): void {
    // In pieces of whole lines: what is too much is dropped from the front, a piece at a time.
    for (let from = 0; from < text.length;) {
      const to = endOfPiece(text, from);
      const kept = cut(text.slice(from, to));
      this.#add({ stream, text: kept, time, lines: countLines(kept) });
      from = to;
    }
    this.flushIfDue();
  }

  #add(piece: Pending): void {
    const last = this.#pending.at(-1);
    if (
      last !== undefined &&
      last.stream === piece.stream &&
      last.time === piece.time &&
      last.text.length + piece.text.length <= PIECE_CHARACTERS &&
      last.lines < PIECE_LINES
    ) {
      last.text += piece.text;
      last.lines += piece.lines;
    } else {
      this.#pending.push(piece);
    }
    this.#pendingLines += piece.lines;
    this.#pendingCharacters += piece.text.length;
    this.#dropOldest();
  }

  get isEmpty(): boolean {
    return this.#pending.length === 0 && this.#droppedLines === 0;
  }

  /** Send a batch of what is pending, if the page is ready for it. */
  flushIfDue(): void {
    const waited = this.#now() - this.#sentAt;
    if (waited >= (this.#pageIsBusy ? UNACKNOWLEDGED_MILLISECONDS : FRAME_MILLISECONDS)) {
      this.#sendBatch();
    }
  }

  /** Send all that is pending, now. */
  flush(): void {
    while (!this.isEmpty) {
      this.#sendBatch();
    }
  }

  #sendBatch(): void {
    if (this.isEmpty) {
      return;
    }
    let lines = 0;
    let count = 0;
    let characters = 0;
    for (const { lines: more, text } of this.#pending) {
      characters += text.length;
      if (count > 0 && (lines + more > LINES_PER_BATCH || characters > CHARACTERS_PER_BATCH)) {
        break;
      }
      count += 1;
      lines += more;
      this.#pendingCharacters -= text.length;
    }
    const batch = this.#pending.splice(0, count);
    this.#pendingLines -= lines;
    const records = batch.map(({ stream, text, time }) => ({ stream, text, time }));
    this.#send(records, this.#droppedLines);
    this.#droppedLines = 0;
    this.#pageIsBusy = true;
    this.#sentAt = this.#now();
  }

  /** The page has shown the last batch. */
  acknowledge(): void {
    this.#pageIsBusy = false;
    this.flushIfDue();
  }

  /** Drop from the front, but never so much that fewer lines are left than the page can show. */
  #dropOldest(): void {
    for (let oldest = this.#pending[0]; oldest !== undefined; oldest = this.#pending[0]) {
      const tooMany = this.#pendingLines - oldest.lines >= MAX_PENDING_LINES;
      const tooLong = this.#pendingCharacters > MAX_PENDING_CHARACTERS;
      if (this.#pending.length === 1 || !(tooMany || tooLong)) {
        return;
      }
      this.#pending.shift();
      this.#pendingLines -= oldest.lines;
      this.#pendingCharacters -= oldest.text.length;
      this.#droppedLines += oldest.lines;
    }
  }
}

/** Where a piece of `text` from `from` ends: behind a newline, if there is one within reach. */
function endOfPiece(text: string, from: number): number {
  let end = from;
  for (let lines = 0; lines < PIECE_LINES; lines += 1) {
    const newline = text.indexOf("\n", end);
    if (newline === -1) {
      // The last line has no end yet; alone it is a piece of its own, however long.
      return end === from || text.length - from <= PIECE_CHARACTERS ? text.length : end;
    }
    if (end > from && newline + 1 - from > PIECE_CHARACTERS) {
      return end;
    }
    end = newline + 1;
  }
  return end;
}

/** One line may be 200 MB: keep its beginning and say how much is missing. */
function cut(text: string): string {
  if (text.length <= LONGEST_LINE) {
    return text;
  }
  const missing = (text.length - LONGEST_LINE).toLocaleString("en");
  return `${text.slice(0, LONGEST_LINE)}… (${missing} more characters are not shown)\n`;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
    lines += 1;
  }
  return lines;
}
