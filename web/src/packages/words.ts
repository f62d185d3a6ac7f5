/** What the reader is told of packages: what happens, what went wrong, and what to do. */

import { STANDARD_MODULES } from "../files/stdlib.ts";
import { SWITCH_LABEL } from "./switch.ts";

/** What is being fetched; the first by its name. */
export function describeFetching(names: readonly string[], bytes: number): string {
  const [first = "", ...others] = names;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return `Fetching ${first}${more} (${megabytes(bytes)})…`;
}

/** A package of the site that could not be fetched. */
export function describeProblem(name: string, reason: string, online: boolean): string {
  return online
    ? `${name} could not be fetched: ${reason} Press Run to try again.`
    : `${name} is not in this browser yet, and there is no network. What was fetched once works offline: connect, and press Run again.`;
}

/** Said before such a program runs; at the first switch it ends with a RuntimeError. */
export const NO_GREENLETS =
  "This program can't run to its end in this browser: SQLAlchemy's asyncio needs greenlets, and they need JavaScript Promise Integration (JSPI). Chrome and Edge 137, Firefox 153 and Safari 27, or later, have it.";

export type Missing = {
  /** Whether PyPI is asked for what this site has not. */
  readonly pypi: boolean;
  /** The package of this site that it is in. */
  readonly here: string | null;
  /** Whether the program's own text imports it: then PyPI was asked, and the traceback says more. */
  readonly named: boolean;
};

/** What may be done about a module that was not found; null where nothing is to be said. */
export function describeMissing(module: string, { pypi, here, named }: Missing): string | null {
  if (STANDARD_MODULES.has(module) || (pypi && named && here === null)) {
    return null;
  }
  if (here !== null) {
    return `${module} comes with ${here}, which this site has, but the program does not name it in an import. Name it: import ${module}.`;
  }
  return pypi
    ? `${module} is neither a file of this program nor among the packages of this site, and PyPI was not asked: the program does not name it in an import. Name it there, or its package in a # /// script block.`
    : `${module} is neither a file of this program nor among the packages of this site. Pure Python packages can come from PyPI: “${SWITCH_LABEL}”, under More, and run again.`;
}

function megabytes(bytes: number): string {
  return bytes < 1e5 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
