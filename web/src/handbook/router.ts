/** Shows the part of the page that the address names. */

import { find } from "../lib/find.ts";
import { type Route, parseRoute, partOf } from "./route.ts";

export type RouterActions = {
  /** A link that holds a program has been followed. */
  readonly openShared: (hash: string) => void;
  /** The playground is shown, for no link's sake. */
  readonly openPlayground: () => void;
  /** The part about this visit is shown. */
  readonly openAbout: () => void;
};

const siteTitle = document.title;

export function startRouter({ openShared, openPlayground, openAbout }: RouterActions): void {
  let shown: string | null = null;
  const go = () => {
    const route = parseRoute(location.hash);
    if (route === null) {
      return;
    }
    const part = show(route);
    if (shown !== null && part !== shown) {
      // What the link led to is another page: a screen reader has to hear of it.
      find("#main").focus({ preventScroll: true });
    }
    shown = part;
    scrollToPlace(route);
    if (route.kind === "shared") {
      openShared(route.hash);
    } else if (route.kind === "playground") {
      openPlayground();
    } else if (route.kind === "about") {
      openAbout();
    }
  };
  addEventListener("hashchange", go);
  go();
  // Until here early.ts has hidden the other chapters.
  document.documentElement.dataset["routed"] = "";
}

/** Parts beside the handbook, by the name that `partOf` gives them. */
const TITLES: Readonly<Record<string, string>> = { play: "Playground", about: "About this visit" };

/** @returns the address of the part that is shown now. */
function show(route: Route): string {
  const reading = route.kind === "handbook" || route.kind === "chapter";
  const wanted = partOf(route);
  const chapters = [...document.querySelectorAll<HTMLElement>("[data-chapter]")];
  const open = chapters.find((chapter) => reading && chapter.dataset["chapter"] === wanted);
  for (const chapter of chapters) {
    chapter.hidden = !reading || (open !== undefined && chapter !== open);
  }
  find("#intro").hidden = !reading || open !== undefined;
  find("#missing").hidden = !reading || wanted === null || open !== undefined;
  find("#contents").hidden = !reading;
  find(".playground").hidden = wanted !== "play";
  find(".about").hidden = wanted !== "about";
  find("#shared-banner").hidden = true;
  markCurrent(reading ? "#/" : `#/${wanted}`, open === undefined ? null : `#/${wanted}`);
  const title = reading ? open?.dataset["title"] : TITLES[wanted ?? ""];
  document.title = title === undefined ? siteTitle : `${title} · Asyncarium`;
  return `#/${(reading ? open?.dataset["chapter"] : wanted) ?? ""}`;
}

function markCurrent(site: string, chapter: string | null): void {
  const links = document.querySelectorAll<HTMLAnchorElement>(
    'header nav a, footer a[href^="#/"], #contents > ol > li > a',
  );
  for (const link of links) {
    const current = link.hash === (link.closest("#contents") === null ? site : chapter);
    if (current) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
  }
}

function scrollToPlace(route: Route): void {
  const place = route.kind === "chapter" && route.place !== null ? route : null;
  const target =
    place === null ? null : document.getElementById(`/${place.chapter}/${place.place}`);
  if (target !== null) {
    target.scrollIntoView();
  } else {
    scrollTo({ top: 0 });
  }
}
