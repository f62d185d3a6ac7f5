/**
 * Output on its way to the page: batched once a frame, and never more than the page can show.
 *
 * The page keeps the newest 10,000 lines. While it is still busy with one batch, more than that
 * may be printed, so the outbox keeps no more either: a flood costs neither memory nor messages.
 */

import type { OutputRecord } from "../protocol.ts";

export const MAX_PENDING_LINES = 10_000;
/** Half of what a message may hold; longer texts are cut, see cut(). */
export const MAX_PENDING_CHARACTERS = 1_000_000;
/** Taking in more at once would keep the page from answering. */
export const LINES_PER_BATCH = 2_000;
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

  /** Add output; sends it if the last batch is at least a frame old. */
  write(stream: OutputRecord["stream"], text: string, time: number): void {
    const kept = cut(text);
    const lines = countLines(kept);
    const last = this.#pending.at(-1);
    if (
      last !== undefined &&
      last.stream === stream &&
      last.time === time &&
      last.lines < LINES_PER_BATCH / 2
    ) {
      last.text += kept;
      last.lines += lines;
    } else {
      this.#pending.push({ stream, text: kept, time, lines });
    }
    this.#pendingLines += lines;
    this.#pendingCharacters += kept.length;
    this.#dropOldest();
    this.flushIfDue();
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
    while (this.#pending.length > 0 || this.#droppedLines > 0) {
      this.#sendBatch();
    }
  }

  #sendBatch(): void {
    if (this.#pending.length === 0 && this.#droppedLines === 0) {
      return;
    }
    let lines = 0;
    let count = 0;
    for (const { lines: more, text } of this.#pending) {
      if (count > 0 && lines + more > LINES_PER_BATCH) {
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

  #dropOldest(): void {
    while (
      this.#pending.length > 1 &&
      (this.#pendingLines > MAX_PENDING_LINES || this.#pendingCharacters > MAX_PENDING_CHARACTERS)
    ) {
      const oldest = this.#pending.shift();
      if (oldest === undefined) {
        return;
      }
      this.#pendingLines -= oldest.lines;
      this.#pendingCharacters -= oldest.text.length;
      this.#droppedLines += oldest.lines;
    }
  }
}

/** One write may be 200 MB: keep its beginning and say how much is missing. */
function cut(text: string): string {
  const most = MAX_PENDING_CHARACTERS / 10;
  if (text.length <= most) {
    return text;
  }
  const missing = (text.length - most).toLocaleString("en");
  return `${text.slice(0, most)}… (${missing} more characters are not shown)\n`;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
    lines += 1;
  }
  return lines;
}
