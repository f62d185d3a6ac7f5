/**
 * Remembers where the reader is: a reload comes back to it, and the first page of a later visit
 * offers it.
 */

import * as v from "valibot";
import { find } from "../lib/find.ts";
import { readStored, writeStored } from "../lib/storage.ts";
import { nameOf, onScrolled, placeInView } from "./places.ts";

const Position = v.strictObject({
  /** The address of the page, with "#". */
  hash: v.string(),
  /** The place in it, as an element's id, and how far above the window's top it begins. */
  place: v.string(),
  offset: v.number(),
});

export function rememberPosition(): void {
  // The browser's own way back counts in pixels, and forgets the editors that come later.
  history.scrollRestoration = "manual";
  const last = readPosition();
  if (last !== null) {
    if (isReturn() && last.hash === location.hash) {
      scrollBack(last);
    } else {
      offer(last);
    }
  }
  onScrolled(() => {
    const place = placeInView();
    if (place !== null) {
      const { hash } = location;
      const offset = place.getBoundingClientRect().top;
      writeStored("position", JSON.stringify({ hash, place: place.id, offset }));
    }
  });
}

function readPosition(): v.InferOutput<typeof Position> | null {
  try {
    return v.parse(Position, JSON.parse(readStored("position") ?? "null"));
  } catch {
    return null; // none, not ours, or of another version
  }
}

/** Whether this is the page that the reader saw a moment ago: a reload, or "back" from elsewhere. */
function isReturn(): boolean {
  const [entry] = performance.getEntriesByType("navigation");
  return (
    entry instanceof PerformanceNavigationTiming &&
    (entry.type === "reload" || entry.type === "back_forward")
  );
}

function scrollBack({ place, offset }: v.InferOutput<typeof Position>): void {
  const element = document.getElementById(place);
  if (element !== null) {
    scrollBy({ top: element.getBoundingClientRect().top - offset, behavior: "instant" });
  }
}

function offer({ place }: v.InferOutput<typeof Position>): void {
  const element = document.getElementById(place);
  const chapter = element?.closest<HTMLElement>("article[data-chapter]") ?? null;
  if (element === null || chapter === null) {
    return; // the handbook has changed since
  }
  const link = find<HTMLAnchorElement>("#continue a");
  link.href = `#${place}`;
  const names = new Set([nameOf(chapter), nameOf(element)]);
  link.textContent = [...names].join(" › ");
  find("#continue").hidden = false;
}
