/**
 * Runs before anything is painted: the reader's theme, and no other chapter than the one that the
 * address names. Without it the whole handbook is laid out first, and is seen for a moment. And what
 * fails to load, and what the reader presses, is noticed from the start.
 *
 * The build puts it into the page's head, as small as it is; main.ts takes over.
 */

import { parseRoute, partOf } from "./handbook/route.ts";
import { SIZED, readSize, showSize } from "./looks/sizes.ts";
import { readTheme, showTheme } from "./looks/theme.ts";
import { serviceWorkers } from "./offline/container.ts";
import { watchForStaleFiles } from "./offline/stale.ts";
import { rememberPresses } from "./pane/early-press.ts";
import { showUnusable } from "./pane/static.ts";

/** Written by the build. */
declare const ENGINE_URLS: readonly string[];

/** What hides the other chapters until main.ts does. */
let onlyPart: HTMLStyleElement | null = null;

watchForStaleFiles(giveUp);
// A browser too old for the scripts fails with an error.
addEventListener("error", ({ error }) => {
  if (error !== undefined && document.documentElement.dataset["routed"] === undefined) {
    giveUp();
  }
});
rememberPresses();
showTheme(readTheme());
for (const what of SIZED) {
  showSize(what, readSize(what));
}

const route = parseRoute(location.hash);
const part = route === null ? null : partOf(route);
// It stands in a style sheet, and comes from the address.
if (part !== null && /^[\w-]+$/.test(part)) {
  onlyPart = document.createElement("style");
  // Chromium knows no :target before main.ts has run.
  const inMain = "html:not([data-routed]) main >";
  onlyPart.textContent = `${inMain} :not([id="/${part}"]) { display: none }
${inMain} [id="/${part}"] { display: block }`;
  document.head.append(onlyPart);
}

/** No script will come: all of the text is there to read, and each pane says why it does nothing. */
function giveUp(): void {
  onlyPart?.remove();
  if (document.readyState === "loading") {
    addEventListener("DOMContentLoaded", showUnusable);
  } else {
    showUnusable();
  }
}

// On its way before any other script is there. What the service worker has stored need not be
// fetched: 15 MB would only keep the small files waiting (runtime/download.ts reads them itself).
if (serviceWorkers()?.controller == null) {
  for (const href of ENGINE_URLS) {
    const link = Object.assign(document.createElement("link"), {
      rel: "preload",
      as: "fetch",
      href,
    });
    link.crossOrigin = "anonymous";
    document.head.append(link);
  }
}
