/** Puts output records together into lines, as a terminal would, one open line per stream. */

import type { OutputRecord } from "../protocol.ts";

export type Line = {
  readonly stream: OutputRecord["stream"];
  /** When the line began: seconds since the run began. */
  readonly time: number;
  text: string;
};

/** Beyond this a line is broken: a program may print for ever without a newline. */
const MAX_LINE_CHARACTERS = 10_000;

export class LineAssembler {
  readonly #open: Partial<Record<OutputRecord["stream"], Line>> = {};

  /** Add records; returns the lines that are new or have grown, in order of appearance. */
  add(records: readonly OutputRecord[]): Line[] {
    const touched = new Set<Line>();
    for (const { stream, text, time } of records) {
      let from = 0;
      while (from < text.length) {
        const newline = text.indexOf("\n", from);
        const end = newline === -1 ? text.length : newline;
        const line = this.#open[stream] ?? { stream, time, text: "" };
        const room = MAX_LINE_CHARACTERS - line.text.length;
        const to = Math.min(end, from + room);
        line.text += text.slice(from, to);
        touched.add(line);
        if (to === newline || to < end) {
          delete this.#open[stream];
        } else {
          this.#open[stream] = line;
        }
        from = to === newline ? to + 1 : to;
      }
    }
    return [...touched];
  }
}
