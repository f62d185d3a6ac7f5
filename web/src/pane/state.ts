/**
 * What a pane is doing. `data-state` on its section is `kind`, a promise to scripts.
 *
 *     loading ──engine ready──▶ ready ──Run──▶ running ──▶ finished | failed | stopped
 *        ▲                        (loading, while no          │
 *        └──Run, engine not ready  interpreter is free)       └─Stop─▶ stopping ─▶ stopped | killed
 */

import { assertNever } from "../lib/assert.ts";
import { formatSeconds } from "../output/format.ts";
import type { EngineStatus } from "../runtime/pool.ts";
import type { Ending } from "../runtime/run.ts";

export type PaneState =
  | { readonly kind: "loading"; readonly runRequested: boolean; readonly engine: EngineStatus }
  | { readonly kind: "ready" }
  | { readonly kind: "running"; readonly simulated: boolean }
  | { readonly kind: "stopping" }
  | { readonly kind: Ending["outcome"]; readonly ending: Ending; readonly simulated: boolean };

/** The state in a few words, for the line above the output. */
export function describeState(state: PaneState): string {
  switch (state.kind) {
    case "loading":
      return describeEngine(state.engine, state.runRequested);
    case "ready":
      return "Ready";
    case "running":
      return state.simulated ? "Running in simulated time" : "Running";
    case "stopping":
      return "Stopping: the program may clean up for a second";
    case "finished":
      return `Finished after ${duration(state)}`;
    case "failed":
      return `Failed after ${duration(state)}${describeError(state.ending)}`;
    case "stopped":
      return `Stopped after ${duration(state)}`;
    case "killed":
      // The worker is gone, and with it its clock: this is the page's.
      return `Killed after ${formatSeconds(state.ending.durationSeconds, false)}: it did not stop when asked, so nothing in it was cleaned up`;
    default:
      return assertNever(state);
  }
}

function describeEngine(engine: EngineStatus, runRequested: boolean): string {
  const then = runRequested ? "; the program runs when it is here" : "";
  switch (engine.kind) {
    case "idle":
      return `Python is not loaded yet${then}`;
    case "downloading": {
      const loaded = megabytes(engine.loadedBytes);
      return `Loading Python: ${loaded} of ${megabytes(engine.totalBytes)} MB${then}`;
    }
    case "starting":
      return `Starting Python${then}`;
    case "ready":
      return "Starting a fresh Python";
    case "failed":
      return "Python could not be loaded";
    default:
      return assertNever(engine);
  }
}

function duration(state: { readonly ending: Ending; readonly simulated: boolean }): string {
  const seconds = formatSeconds(state.ending.durationSeconds, state.simulated);
  return state.simulated ? `${seconds} of simulated time` : seconds;
}

function describeError({ error }: Ending): string {
  if (error === null) {
    return "";
  }
  return error.line === null ? `: ${error.type}` : `: ${error.type} in line ${error.line}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
