/** The places of the text that have an address: chapters, sections, programs. */

const PLACES = "article[data-chapter], article[data-chapter] [id^='/']";

/** How far below the top of the window the reader's eyes are taken to be, in pixels. */
const READING_LINE = 140;

/**
 * Where the reader is: the last place that begins above the reading line; null above all of them.
 * At the end of the page nothing more can rise to that line: then it is the place that the address
 * names, if it is in sight, or the last one.
 */
export function placeInView(selector: string = PLACES): HTMLElement | null {
  const visible = [...document.querySelectorAll<HTMLElement>(selector)].filter((place) =>
    place.checkVisibility(),
  );
  // They stand in the order of the page: a search by halves looks at few positions.
  let from = 0;
  let to = visible.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((visible[middle]?.getBoundingClientRect().top ?? 0) <= READING_LINE) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  if (scrollY + innerHeight < document.documentElement.scrollHeight - 2) {
    return visible[from - 1] ?? null;
  }
  const named = visible.find(({ id }) => `#${id}` === location.hash);
  return named !== undefined && isInSight(named) ? named : (visible.at(-1) ?? null);
}

function isInSight(place: HTMLElement): boolean {
  const { top } = place.getBoundingClientRect();
  return top >= 0 && top < innerHeight;
}

/** What a place is called. */
export function nameOf(place: HTMLElement): string {
  const { title, example } = place.dataset;
  return title ?? example ?? place.textContent ?? "";
}

/** Call `settled` when the reader has scrolled and come to rest. */
export function onScrolled(settled: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  addEventListener(
    "scroll",
    () => {
      clearTimeout(timer);
      timer = setTimeout(settled, 150);
    },
    { passive: true },
  );
}
