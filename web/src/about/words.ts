/** Each status in the reader's words. */

import { assertNever } from "../lib/assert.ts";
import type { Kept, OfflineStatus } from "../offline/registration.ts";
import type { EngineStatus } from "../runtime/pool.ts";
import type { SnapshotStatus } from "../runtime/snapshots.ts";
import { formatBytes, formatFiles, formatMilliseconds } from "./format.ts";
import type { Browser, Storage } from "./readings.ts";

export const NOT_TOLD = "not told by this browser";

export function describeWithoutNetwork(status: OfflineStatus): string {
  switch (status.kind) {
    case "waiting":
      return "not yet: the site is stored once Python is ready";
    case "installing":
      return "not yet: the files are being stored and checked";
    case "ready":
      return `ready: ${formatFiles(status.files)}, ${formatBytes(status.bytes)}, each checked in this visit`;
    case "failed":
      return `not ready: ${status.reason}`;
    case "unsupported":
      return "not possible: this browser has no service workers here";
    case "removed":
      return "not kept, as you have chosen";
    default:
      return assertNever(status);
  }
}

export function describeOnDemand(status: OfflineStatus): string {
  if (status.kind !== "ready") {
    return "known when the site is ready offline";
  }
  const { files, bytes, kept } = status.onDemand;
  return files === 0
    ? "nothing: all that programs need is among the site’s files"
    : `${kept} of ${formatFiles(files)} kept (${formatBytes(bytes)} in all)`;
}

export function describePersistence(persisted: boolean | null): string {
  switch (persisted) {
    case null:
      return NOT_TOLD;
    case true:
      return "given: only you remove it";
    case false:
      return "not given: the browser may remove it when room gets scarce";
    default:
      return assertNever(persisted);
  }
}

/** The browser counts the whole origin, and rounds. */
export function describeRoom({ usage, quota }: Storage): string {
  return usage === null || quota === null
    ? NOT_TOLD
    : `about ${formatBytes(usage)} used of ${formatBytes(quota)}`;
}

export function describeStart(engine: EngineStatus): string {
  switch (engine.kind) {
    case "idle":
      return "not begun";
    case "downloading":
      return "the engine is being fetched";
    case "starting":
      return "under way";
    case "failed":
      return `failed: ${engine.reason}`;
    case "ready": {
      const { milliseconds, restored, restoreFailure } = engine.boot;
      const took = formatMilliseconds(milliseconds);
      const compiled = `compiling took ${formatMilliseconds(engine.compileMilliseconds)}`;
      if (restored) {
        return `from the snapshot, in ${took}; ${compiled}`;
      }
      return restoreFailure === null
        ? `cold, in ${took}; ${compiled}`
        : `cold, in ${took}, because it did not start from the snapshot: ${restoreFailure}`;
    }
    default:
      return assertNever(engine);
  }
}

/** @param kept what is stored now; null while that is not known. */
export function describeSnapshot(
  status: SnapshotStatus,
  engine: EngineStatus,
  kept: readonly Kept[] | null,
): string {
  switch (status.kind) {
    case "unknown":
      return "not looked for yet";
    case "none":
      return "none yet: it is made when the page has nothing else to do";
    case "making":
      return "being made";
    case "kept":
      return kept !== null && !kept.some(({ kind, files }) => kind === "snapshot" && files > 0)
        ? "removed; a later visit makes another"
        : `stored, ${formatBytes(status.bytes)}`;
    case "unkept":
      return `made for this visit alone: ${status.reason}`;
    case "failed":
      return engine.kind === "ready" && engine.boot.restoreFailure !== null
        ? "thrown away, because Python did not start from it; the next visit makes another"
        : `could not be made: ${status.reason}; the next visit tries again`;
    default:
      return assertNever(status);
  }
}

export function describeJspi(
  { jspi, jspiWanted }: Pick<Browser, "jspi" | "jspiWanted">,
  engine: EngineStatus,
): string {
  if (!jspi) {
    return "no: threads can’t start, and Stop has to kill";
  }
  if (!jspiWanted) {
    return "yes, but switched off by ?jspi=off in the address";
  }
  if (engine.kind !== "ready") {
    return "yes";
  }
  return engine.jspi ? "yes, in use" : "yes, but the sandbox does not have it";
}
