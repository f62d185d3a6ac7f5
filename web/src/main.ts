/** Puts the page together: the text first, and what runs programs behind it. */

import "./styles/page.css";
import "./styles/prose.css";
import "./styles/reading.css";
import "./styles/pane.css";
import "./styles/console.css";
import "./styles/files.css";
import "./styles/layout.css";
import "./styles/drafts.css";
import "./styles/shortcuts.css";
import "./styles/print.css";
import type { RunOptions, RunResult } from "./api.ts";
import { installContents } from "./handbook/contents.ts";
import { rememberPosition } from "./handbook/position.ts";
import { startRouter } from "./handbook/router.ts";
import { installSearch } from "./handbook/search.ts";
import { find } from "./lib/find.ts";
import { painted } from "./lib/painted.ts";
import { installLooks } from "./looks/controls.ts";
import { installInstallButton } from "./offline/install.ts";
import { reloadOnce } from "./offline/stale.ts";
import { takePresses } from "./pane/early-press.ts";
import { findPressed, makeEditable, showUnusable } from "./pane/static.ts";

declare global {
  interface Window {
    /** See README, "For scripts". */
    asyncarium?: { readonly run: (code: string, options?: RunOptions) => Promise<RunResult> };
  }
}

// The text comes first: the rest is loaded behind it.
const workbench = painted().then(() => {
  if (document.documentElement.dataset["routed"] === undefined) {
    throw new Error("this script has failed on its way: nothing would answer to a button");
  }
  return import("./workbench.ts");
});
workbench.catch(async () => {
  if (!(await reloadOnce())) {
    showUnusable();
  }
});
window.asyncarium = { run: async (code, options) => (await workbench).run(code, options) };

installLooks();
installInstallButton();
startRouter({
  openShared: (hash) => void workbench.then(({ sharedPrograms }) => sharedPrograms.arrive(hash)),
  openPlayground: () => void workbench.then(({ playground }) => playground.arrive()),
  openAbout: () => void openAbout(),
});
rememberPosition();

async function openAbout(): Promise<void> {
  try {
    await (await workbench).openAbout();
  } catch {
    find("#about-failed").textContent =
      "This part of the page could not be loaded. Reload the page to try again.";
  }
}

// One listener for the buttons of all panes: those that no script has looked at yet work, too.
function press(target: EventTarget | null): void {
  const pressed = findPressed(target);
  if (pressed !== null) {
    void workbench.then(({ panes }) => panes.perform(pressed.section, pressed.action));
  }
}
document.addEventListener("click", ({ target }) => press(target));
takePresses().forEach(press);

await painted();
installContents();
installSearch();
makeEditable((section) => void workbench.then(({ panes }) => panes.of(section)));
