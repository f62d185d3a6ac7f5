/**
 * Which part of the page is shown, by the address after "#":
 *
 *     #/  the handbook      #/<chapter>  one chapter      #/<chapter>/<program>  a program in it
 *     #/play  the playground      #v1.<payload>  a shared program in the playground
 */

import { DamagedLinkError, type SharedProgram, decodeLink, isLink } from "../links/codec.ts";

export type Route =
  | { readonly kind: "handbook" }
  | { readonly kind: "chapter"; readonly chapter: string; readonly program: string | null }
  | { readonly kind: "playground" }
  | { readonly kind: "shared"; readonly hash: string };

/** Null for a hash that names a place on the page as it is, like "#main". */
export function parseRoute(hash: string): Route | null {
  const text = hash.replace(/^#/, "");
  if (isLink(text)) {
    return { kind: "shared", hash: text };
  }
  if (text !== "" && !text.startsWith("/")) {
    return null;
  }
  const [chapter = "", program = null] = text.replace(/^\//, "").split("/");
  if (chapter === "play") {
    return { kind: "playground" };
  }
  return chapter === "" ? { kind: "handbook" } : { kind: "chapter", chapter, program };
}

export type RouterActions = {
  readonly routeChanged: () => void;
  readonly openShared: (program: SharedProgram) => void;
  /** What stands in the playground came by a link. */
  readonly announceShared: () => void;
  /** A link that holds no program: what is wrong, and the link's text. */
  readonly showDamaged: (message: string, hash: string) => void;
};

export function startRouter(actions: RouterActions): void {
  let opened: string | null = null;
  const go = () => {
    const route = parseRoute(location.hash);
    if (route === null) {
      return;
    }
    show(route);
    actions.routeChanged();
    if (route.kind === "shared") {
      if (route.hash === opened) {
        // Coming back to a link must not undo what was made of its program.
        actions.announceShared();
      } else {
        void openLink(route.hash);
      }
    }
  };
  const openLink = async (hash: string) => {
    try {
      const program = await decodeLink(hash);
      if (location.hash === `#${hash}`) {
        opened = hash;
        actions.openShared(program);
        actions.announceShared();
      }
    } catch (error) {
      const message = error instanceof DamagedLinkError ? error.message : String(error);
      actions.showDamaged(message, hash);
    }
  };
  addEventListener("hashchange", go);
  go();
}

function show(route: Route): void {
  const playing = route.kind === "playground" || route.kind === "shared";
  const chapters = [...document.querySelectorAll<HTMLElement>("[data-chapter]")];
  const known =
    route.kind === "chapter" &&
    chapters.some((chapter) => chapter.dataset["chapter"] === route.chapter);
  for (const chapter of chapters) {
    chapter.hidden = playing || (known && chapter.dataset["chapter"] !== route.chapter);
  }
  toggle("#intro", !playing && !known);
  toggle("#missing", route.kind === "chapter" && !known);
  toggle("#playground", playing);
  for (const link of document.querySelectorAll<HTMLAnchorElement>("nav a")) {
    const current = link.hash === "#/play" ? playing : link.hash === "#/" && !playing && !known;
    const chapter = known && route.kind === "chapter" && link.hash === `#/${route.chapter}`;
    if (current || chapter) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
  }
  const target =
    known && route.program !== null ? `[data-example="${CSS.escape(route.program)}"]` : null;
  const element = target === null ? null : document.querySelector(target);
  if (element !== null) {
    element.scrollIntoView();
  } else {
    scrollTo({ top: 0 });
  }
}

function toggle(selector: string, shown: boolean): void {
  const element = document.querySelector<HTMLElement>(selector);
  if (element !== null) {
    element.hidden = !shown;
  }
}
