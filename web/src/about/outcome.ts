/** What came of the reader's wishes, in sentences. */

import type { Verification } from "../offline/messages.ts";
import type { OfflineStatus } from "../offline/registration.ts";
import { formatBytes, formatFiles } from "./format.ts";

export function describeCheck({ files, bytes, verified, damaged }: Verification): string {
  return damaged.length === 0
    ? `All ${formatFiles(files)} are there, byte for byte (${formatBytes(bytes)}).`
    : `${verified} of ${formatFiles(files)} are there, byte for byte. ${damaged.join(" ")}`;
}

export function describeKeeping({ onDemand, damaged }: Verification): string {
  return damaged.length === 0 && onDemand.kept === onDemand.files
    ? `Everything is kept: ${formatFiles(onDemand.files)} more, ${formatBytes(onDemand.bytes)}.`
    : `${onDemand.kept} of ${formatFiles(onDemand.files)} are kept. ${damaged.join(" ")}`;
}

export function askBeforeRemoving(bytes: number): string {
  return (
    `Press again to remove ${formatBytes(bytes)}: the site’s files and Python’s snapshot. ` +
    "Then the site needs a network again. What you have typed, predicted and chosen is not among it."
  );
}

export const REMOVED = "All of it is removed. What you have typed, predicted and chosen is kept.";

export function describeRestoring(status: OfflineStatus): string {
  switch (status.kind) {
    case "ready":
      return "The site is stored again.";
    case "failed":
      return `The site could not be stored: ${status.reason}`;
    default:
      return "The site is not stored.";
  }
}

export function describePromise(given: boolean): string {
  return given
    ? "The browser has promised to keep it."
    : "The browser does not promise it. Some do so only for sites that are installed or often visited.";
}

export function describeFailure(error: unknown): string {
  return `That did not work: ${error instanceof Error ? error.message : String(error)}`;
}
