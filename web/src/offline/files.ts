/** What a build of the site consists of: the list that the build writes, and the worker holds to. */

import * as v from "valibot";

export const SiteFile = v.strictObject({
  /** Relative to the site, such as `assets/index-1a2b.js`. */
  path: v.string(),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Hexadecimal SHA-256. */
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
export type SiteFile = v.InferOutput<typeof SiteFile>;

export const BuildFiles = v.strictObject({
  build: v.string(),
  /** Stored when the worker is installed: the whole page and its engine. */
  core: v.array(SiteFile),
  /** Stored when they are first used. */
  onDemand: v.array(SiteFile),
});
export type BuildFiles = v.InferOutput<typeof BuildFiles>;

export const PAGE = "index.html";

/** What a tab, or a frame of somebody's page, shows; each says which build it is of. */
export const PAGES: readonly string[] = [PAGE, "embed.html"];

/** Whether a file's name carries its hash: it is the same file in whatever build names it. */
export function isHashNamed(path: string): boolean {
  return /^(assets|engine|packages)\//.test(path);
}

/** Files for pip and its like, which the page has no use for. */
export function isForOthers(path: string): boolean {
  return path.startsWith("simple/");
}

/** Files that only some readers need. */
export function isOnDemand(path: string): boolean {
  return path.startsWith("packages/");
}

/** The page hashes what it gets of the engine itself; ten megabytes need that only once. */
export function isCheckedByThePage(path: string): boolean {
  return path.startsWith("engine/");
}

/** Where a file of the site is asked for. The page goes by the folder's name: some hosts redirect. */
export function addressOf(path: string, scope: string): string {
  return new URL(path === PAGE ? "./" : path, scope).href;
}
