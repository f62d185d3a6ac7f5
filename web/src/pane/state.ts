/**
 * What a pane is doing. `data-state` on its section is `kind`, a promise to scripts.
 *
 *     loading ──engine ready──▶ ready ──Run──▶ running ──▶ finished | failed | stopped
 *        ▲                        (loading, while no          │
 *        └──Run, engine not ready  interpreter is free)       └─Stop─▶ stopping ─▶ stopped | killed
 */

import { MAIN } from "../document/document.ts";
import { assertNever } from "../lib/assert.ts";
import { formatSeconds } from "../output/format.ts";
import type { EngineStatus } from "../runtime/pool.ts";
import type { Ending } from "../runtime/run.ts";
import type { Verdict } from "./expectation.ts";

export type PaneState =
  | { readonly kind: "loading"; readonly runRequested: boolean; readonly engine: EngineStatus }
  | { readonly kind: "ready" }
  | { readonly kind: "running"; readonly simulated: boolean }
  | { readonly kind: "stopping" }
  | Ended;

type Ended = {
  readonly kind: Ending["outcome"];
  readonly ending: Ending;
  readonly simulated: boolean;
  /** Null where the handbook does not say what comes. */
  readonly verdict: Verdict | null;
};

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
      return `Finished after ${duration(state)}${describeVerdict(state)}`;
    case "failed":
      return `Failed after ${duration(state)}${describeError(state.ending)}${describeVerdict(state)}`;
    case "stopped":
      return `Stopped after ${duration(state)}`;
    case "killed":
      // The worker is gone, and with it its clock: this is the page's.
      return `Killed after ${formatSeconds(state.ending.durationSeconds, false)}: it ${describeFault(state.ending)}, so nothing in it was cleaned up`;
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

function describeVerdict({ kind, verdict }: Ended): string {
  if (verdict === null) {
    return "";
  }
  if (verdict.kind === "different") {
    return " · not as in the handbook";
  }
  return kind === "failed" ? " · on purpose, as in the handbook" : " · as in the handbook";
}

function describeFault({ reason }: Ending): string {
  return reason === "flood"
    ? "sent this page more messages than a program can need"
    : "did not stop when asked";
}

function duration(state: Ended): string {
  const seconds = formatSeconds(state.ending.durationSeconds, state.simulated);
  return state.simulated ? `${seconds} of simulated time` : seconds;
}

function describeError({ error }: Ending): string {
  if (error === null) {
    return "";
  }
  const { type, line, place } = error;
  if (place !== null && place.file !== MAIN) {
    return `: ${type} in ${place.file}, line ${place.line}`;
  }
  return line === null ? `: ${type}` : `: ${type} in line ${line}`;
}

/** The innermost line of what the pane shows; the program may have come from elsewhere, too. */
export function failedAt(
  { error }: Ending,
  files: readonly string[],
): { readonly file: string; readonly line: number } | null {
  if (error?.place != null && files.includes(error.place.file)) {
    return error.place;
  }
  return error?.line == null ? null : { file: MAIN, line: error.line };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
