/** Shows, line by line, how a run differs from the handbook. */

import { diffArrays } from "diff";
import type { Verdict } from "./expectation.ts";

type Side = "both" | "handbook" | "here";
const NAMES = ["in the handbook", "here"] as const;
const MARKS: Readonly<Record<Side, string>> = { both: " ", handbook: "−", here: "+" };

export function differenceView(verdict: Verdict & { readonly kind: "different" }): HTMLElement {
  const details = document.createElement("details");
  details.className = "pane-difference";
  details.open = true;
  const summary = document.createElement("summary");
  summary.textContent = "How it differs from the handbook";
  const legend = document.createElement("p");
  legend.textContent = "− only in the handbook   + only here";
  const list = differenceList([...verdict.expected], verdict.got, NAMES);
  details.append(summary, legend, list);
  return details;
}

/**
 * Two texts as one list of lines, each marked with the side on which it stands.
 * @param names of the sides, as in "only ...".
 * @param around how many of the lines that are alike are shown beside others.
 */
export function differenceList(
  before: string[],
  after: string[],
  names: readonly [before: string, after: string],
  around = Infinity,
): HTMLElement {
  const list = document.createElement("ol");
  for (const { value, added, removed } of diffArrays(before, after)) {
    const side: Side = added ? "here" : removed ? "handbook" : "both";
    const items = value.map((text) => item(side, text, names));
    const left = items.length - 2 * around;
    if (side === "both" && left > 1) {
      items.splice(around, left, gap(left));
    }
    list.append(...items);
  }
  return list;
}

function gap(lines: number): HTMLElement {
  const line = document.createElement("li");
  line.className = "gap";
  line.textContent = `… ${lines} lines alike …`;
  return line;
}

function item(side: Side, text: string, [before, after]: readonly [string, string]): HTMLElement {
  const line = document.createElement("li");
  line.dataset["side"] = side;
  const mark = document.createElement("span");
  mark.textContent = MARKS[side];
  mark.setAttribute("role", "img");
  const name = side === "here" ? after : before;
  mark.setAttribute("aria-label", side === "both" ? "in both:" : `only ${name}:`);
  line.append(mark, text);
  return line;
}
