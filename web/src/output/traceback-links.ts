/** The places that a traceback names, as something to press. The text of its lines stays the same. */

import { FileName } from "../document/document.ts";
import * as v from "valibot";

export type Place = { readonly file: string; readonly line: number };

export type Places = {
  /** Whether the pane has such a file. */
  readonly knows: (file: string) => boolean;
  /** Show the reader the place. */
  readonly show: (place: Place) => void;
};

/** Of a traceback, and of a warning. Ours are all in one folder. */
const PLACES = [
  /File "(?:\/home\/learner\/)?([^"/]+)", line (\d+)/,
  /^\/home\/learner\/([^/:]+):(\d+)(?=: \w*Warning: )/,
];

/** A line of text, with the place that it names as a button; nothing in it is ever markup. */
export function withLinks(text: string, { knows }: Pick<Places, "knows">): (string | Node)[] {
  const found = findPlace(text);
  if (found === null || !knows(found.place.file)) {
    return [text];
  }
  const { from, to, place } = found;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "place";
  button.title = "Show this line";
  button.dataset["file"] = place.file;
  button.dataset["line"] = String(place.line);
  button.textContent = text.slice(from, to);
  return [text.slice(0, from), button, text.slice(to)];
}

type Found = { readonly from: number; readonly to: number; readonly place: Place };

/** The place that a line of a traceback or a warning names, and where it does; null if it names none. */
export function findPlace(text: string): Found | null {
  const match = PLACES.map((pattern) => pattern.exec(text)).find((found) => found !== null) ?? null;
  const [whole = "", file, line] = match ?? [];
  if (match === null || !v.is(FileName, file)) {
    return null;
  }
  const place = { file, line: Number(line) };
  return { from: match.index, to: match.index + whole.length, place };
}

/** One listener for all lines of an output. */
export function openPlaces(output: HTMLElement, { show }: Pick<Places, "show">): void {
  output.addEventListener("click", ({ target }) => {
    const button = target instanceof HTMLElement ? target.closest<HTMLElement>(".place") : null;
    const { file, line } = button?.dataset ?? {};
    if (file !== undefined && line !== undefined) {
      show({ file, line: Number(line) });
    }
  });
}
