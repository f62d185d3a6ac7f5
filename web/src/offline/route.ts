/** Which answer a request is due. Pure: the worker does what stands here. */

import { type BuildFiles, PAGE, PAGES, type SiteFile, isHashNamed } from "./files.ts";

export type Asked = {
  readonly method: string;
  readonly url: string;
  readonly mode: string;
  readonly cache: string;
};

export type Route =
  /** A page, shown in a tab or a frame. */
  | { readonly kind: "page"; readonly file: SiteFile }
  /** Suspect: the page has found the bytes wrong that it got before. */
  | { readonly kind: "core"; readonly file: SiteFile; readonly suspect: boolean }
  | { readonly kind: "onDemand"; readonly file: SiteFile }
  /** Not of this build, but perhaps of one that another tab still shows. */
  | { readonly kind: "otherBuild"; readonly path: string }
  /** None of our business: the browser asks the network. */
  | { readonly kind: "untouched" };

/** @param scope the address of the site's folder. */
export function routeOf(asked: Asked, scope: string, files: BuildFiles): Route {
  const url = new URL(asked.url);
  const site = new URL(scope);
  if (
    asked.method !== "GET" ||
    url.origin !== site.origin ||
    !url.pathname.startsWith(site.pathname)
  ) {
    return { kind: "untouched" };
  }
  const path = url.pathname.slice(site.pathname.length) || PAGE;
  const core = files.core.find((file) => file.path === path);
  if (core !== undefined) {
    return asked.mode === "navigate" && PAGES.includes(path)
      ? { kind: "page", file: core }
      : { kind: "core", file: core, suspect: asked.cache === "reload" };
  }
  const onDemand = files.onDemand.find((file) => file.path === path);
  if (onDemand !== undefined) {
    return { kind: "onDemand", file: onDemand };
  }
  return isHashNamed(path) ? { kind: "otherBuild", path } : { kind: "untouched" };
}
