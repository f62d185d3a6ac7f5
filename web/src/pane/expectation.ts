/** What a program of the handbook prints, and whether a run of it did. */

import * as v from "valibot";
import { find } from "../lib/find.ts";
import type { Line } from "../output/lines.ts";
import { ProgramError } from "../protocol.ts";
import type { Ending } from "../runtime/run.ts";

export type Expectation = {
  readonly lines: readonly Line[];
  readonly error: ProgramError | null;
};

export type Verdict =
  | { readonly kind: "same" }
  | { readonly kind: "different"; readonly expected: readonly string[]; readonly got: string[] };

/**
 * The expectation of each text that a pane of the handbook may hold: the program and its cure.
 * @param original the program.
 */
export function readExpectations(
  section: HTMLElement,
  original: string,
): ReadonlyMap<string, Expectation> {
  const expectations = new Map<string, Expectation>();
  const own = section.querySelector<HTMLElement>(":scope > .transcript");
  if (own !== null) {
    expectations.set(original, readTranscript(own));
  }
  const lesson = section.querySelector<HTMLElement>(".lesson");
  if (lesson !== null) {
    expectations.set(curedText(lesson), readTranscript(find(".transcript", lesson)));
  }
  return expectations;
}

/** The program that a lesson ends with. */
export function curedText(lesson: HTMLElement): string {
  return find<HTMLTemplateElement>("template", lesson).content.textContent ?? "";
}

function readTranscript(list: HTMLElement): Expectation {
  const items = [...list.querySelectorAll<HTMLElement>("li")];
  return {
    lines: items.map((item) => ({
      stream: item.dataset["stream"] === "stderr" ? "stderr" : "stdout",
      time: Number(item.dataset["time"]),
      text: item.textContent ?? "",
    })),
    error: v.parse(v.nullable(ProgramError), JSON.parse(list.dataset["error"] ?? "null")),
  };
}

/**
 * Compare a run that has come to its end with what it should print.
 * @param exactTimes whether the times count: they do in simulated time.
 */
export function judge(
  expectation: Expectation,
  lines: readonly Line[],
  error: Ending["error"],
  exactTimes: boolean,
): Verdict {
  const expected = describe(expectation.lines, expectation.error, exactTimes);
  const got = describe(lines, error, exactTimes);
  const same = expected.length === got.length && expected.every((line, at) => line === got[at]);
  return same ? { kind: "same" } : { kind: "different", expected, got };
}

/** A run as lines of text, of which two are compared and shown side by side. */
function describe(lines: readonly Line[], error: ProgramError | null, times: boolean): string[] {
  const shown = lines.map(({ text, time }) => (times ? `${seconds(time)}  ${text}` : text));
  // The traceback says it, too; but a program may have a hook that prints something else.
  return error === null ? shown : [...shown, `ends with ${error.type}: ${error.message}`];
}

function seconds(time: number): string {
  return `${Number(time.toFixed(6))} s`;
}
