/**
 * What the address after "#" names:
 *
 *     #/  the handbook      #/<chapter>  one chapter      #/<chapter>/<place>  a section or program
 *     #/play  the playground      #v1.<payload>  a shared program in the playground
 *     #/about  what this visit and this browser are like
 */

import { assertNever } from "../lib/assert.ts";

export type Route =
  | { readonly kind: "handbook" }
  | { readonly kind: "chapter"; readonly chapter: string; readonly place: string | null }
  | { readonly kind: "playground" }
  | { readonly kind: "about" }
  | { readonly kind: "shared"; readonly hash: string };

/** Null for a hash that names a place on the page as it is, like "#main". */
export function parseRoute(hash: string): Route | null {
  const text = hash.replace(/^#/, "");
  // A link that was changed on its way is one all the same: its reader has to hear of it.
  if (/^v\d+(\.|%(25)*2e)/i.test(text)) {
    return { kind: "shared", hash: text };
  }
  if (text !== "" && !text.startsWith("/")) {
    return null;
  }
  const [chapter = "", place = ""] = decode(text).slice(1).split("/");
  if (chapter === "play") {
    return { kind: "playground" };
  }
  if (chapter === "about") {
    return { kind: "about" };
  }
  return chapter === ""
    ? { kind: "handbook" }
    : { kind: "chapter", chapter, place: place === "" ? null : place };
}

/** The name of the one part of the page that the route shows; null for all of the handbook. */
export function partOf(route: Route): string | null {
  switch (route.kind) {
    case "handbook":
      return null;
    case "chapter":
      return route.chapter;
    case "playground":
    case "shared":
      return "play";
    case "about":
      return "about";
    default:
      return assertNever(route);
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray "%": it names nothing, and the page says so
  }
}
