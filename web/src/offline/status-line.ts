/** Says at the foot of the page whether it works without a network. */

import { assertNever } from "../lib/assert.ts";
import type { OfflineStatus } from "./registration.ts";

/** Nothing while nothing is known. */
export function describeOffline(status: OfflineStatus): string {
  switch (status.kind) {
    case "waiting":
    case "installing":
      return "";
    case "ready":
      return "Ready offline.";
    case "failed":
      return `Not ready offline: ${status.reason}`;
    case "unsupported":
      return isSecureContext
        ? "This browser can’t keep the site for offline."
        : "At an address without https the site can’t be kept for offline.";
    case "removed":
      return "Not kept for offline, as you have chosen.";
    default:
      return assertNever(status);
  }
}
