/**
 * What it takes to edit and run programs, and to do so without a network.
 *
 * A chunk of its own, which main.ts loads behind the text: reading needs none of it.
 */

import { type RunOptions, type RunResult, runProgram } from "./api.ts";
import { Desk } from "./drafts/desk.ts";
import { engineVersions, pool, site, snapshots } from "./engine.ts";
import { ignoreStrayDrops } from "./files/arriving.ts";
import { buildId } from "./lib/build.ts";
import { find } from "./lib/find.ts";
import { isJspiWanted } from "./lib/jspi.ts";
import { SharedPrograms } from "./links/shared-programs.ts";
import { holdBuild } from "./offline/caches.ts";
import { Offline } from "./offline/registration.ts";
import { describeOffline } from "./offline/status-line.ts";
import { Updates } from "./offline/update.ts";
import { Panes } from "./pane/panes.ts";
import { installShortcuts } from "./shortcuts/opening.ts";

const build = buildId();
installShortcuts();

ignoreStrayDrops();
const desk: Desk = new Desk(site, () => panes.playground);
export const panes: Panes = new Panes(pool, (pane, id) => desk.take(pane, id));
export const { playground } = desk;
panes.resumeZen();
export const sharedPrograms = new SharedPrograms(playground);

holdBuild(site, build);
const updates = new Updates(build);
updates.beforeReload(() => desk.drafts.leave());
export const offline = new Offline(site, build, (found) => updates.follow(found));
offline.subscribe((status) => {
  find("#offline").textContent = describeOffline(status);
});
// Keeping the site for offline must not compete with the first start of Python.
pool.subscribe(({ kind }) => {
  if (kind === "ready" || kind === "failed") {
    void offline.start();
  }
});

/** Shows, and keeps up to date, what there is to tell about this visit. Loaded when it is wanted. */
export async function openAbout(): Promise<void> {
  const { showAbout } = await import("./about/about.ts");
  showAbout({
    build,
    versions: engineVersions,
    jspiWanted: isJspiWanted(),
    pool,
    snapshots,
    offline,
    drafts: desk.drafts,
  });
}

export function run(code: string, options?: RunOptions): Promise<RunResult> {
  return runProgram(pool, code, options);
}
