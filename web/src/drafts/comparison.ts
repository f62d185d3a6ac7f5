/** Shows, line by line, how two versions of a program differ. */

import type { Files } from "../document/document.ts";
import { element } from "../lib/dom.ts";
import { differenceList } from "../pane/difference.ts";

/** Lines alike that are shown beside a difference. */
const AROUND = 3;

/** @param names of the two sides, as in "only ...". */
export function comparison(
  before: Files,
  after: Files,
  names: readonly [before: string, after: string],
): HTMLElement {
  const view = element("div");
  view.className = "pane-difference";
  view.append(element("p", `− only ${names[0]}   + only ${names[1]}`));
  const files = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const different = files.filter((name) => before[name] !== after[name]);
  if (different.length === 0) {
    view.replaceChildren(element("p", "There is no difference."));
  }
  for (const name of different) {
    if (files.length > 1) {
      view.append(element("h3", name));
    }
    view.append(differenceList(lines(before[name]), lines(after[name]), names, AROUND));
  }
  return view;
}

function lines(text: string | undefined): string[] {
  return text === undefined ? [] : text.split("\n");
}
