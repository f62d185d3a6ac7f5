/**
 * A host may have given out an old page, from a cache, whose scripts and styles a newer build has
 * replaced. Loading the page again brings the new one.
 */

import { buildId } from "../lib/build.ts";

const RELOADED = "asyncarium.reloaded.";

/**
 * Load the page again, if it can be had: once for each build, as long as the tab lives.
 * @returns whether it is on the way.
 */
export async function reloadOnce(): Promise<boolean> {
  try {
    const name = RELOADED + buildId();
    if (sessionStorage.getItem(name) !== null) {
      return false;
    }
    // Without a network the page as it is is better than none.
    const page = await fetch("./", { cache: "no-cache" });
    if (!page.ok) {
      return false;
    }
    sessionStorage.setItem(name, "");
  } catch {
    return false; // no network; or no storage, without which it might go on for ever
  }
  location.reload();
  return true;
}

/**
 * Notice a script or style sheet of the page that can't be loaded. Not one that is wanted later:
 * loading the page again would take what its reader is at work on, and who wanted it tells them.
 * @param giveUp called when loading the page again is no help.
 */
export function watchForStaleFiles(giveUp: () => void): void {
  addEventListener(
    "error",
    ({ target }) => {
      if (
        document.documentElement.dataset["routed"] === undefined &&
        (target instanceof HTMLScriptElement ||
          (target instanceof HTMLLinkElement && target.rel === "stylesheet"))
      ) {
        void reloadOnce().then((reloading) => reloading || giveUp());
      }
    },
    // Such errors don't bubble.
    true,
  );
}
