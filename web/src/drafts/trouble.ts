/** Why the browser does not keep what was written, in the reader's words. */

import { assertNever } from "../lib/assert.ts";

export type Trouble =
  /** It keeps nothing for this page, and says so. */
  | { readonly kind: "denied" }
  /** A newer version of the page has kept something here. */
  | { readonly kind: "newer" }
  /** Another tab holds on to the database. */
  | { readonly kind: "blocked" }
  | { readonly kind: "full" }
  /** It does not answer. */
  | { readonly kind: "silent" }
  | { readonly kind: "failed"; readonly reason: string };

export class TroubleError extends Error {
  override readonly name = "TroubleError";
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(describeTrouble(trouble));
    this.trouble = trouble;
  }
}

/** What went wrong, whatever was thrown. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof TroubleError) {
    return error.trouble;
  }
  const { name = "", message = "" } =
    error instanceof Error || error instanceof DOMException ? error : {};
  switch (name) {
    case "QuotaExceededError":
      return { kind: "full" };
    case "VersionError":
      return { kind: "newer" };
    case "SecurityError":
    case "NotAllowedError":
      return { kind: "denied" };
    default:
      return { kind: "failed", reason: message || name || String(error) };
  }
}

/** A sentence: why, and what helps. */
export function describeTrouble(trouble: Trouble): string {
  switch (trouble.kind) {
    case "denied":
      return "It keeps nothing for this page: a private window, or its settings.";
    case "newer":
      return "A newer version of this page has kept programs here, which this one must not touch. Reload the page to get it.";
    case "blocked":
      return "Another tab of this page holds on to what is kept. Close it, then try again.";
    case "full":
      return "There is no room left. Free some on the disk, or in the browser’s settings.";
    case "silent":
      return "Its storage does not answer.";
    case "failed":
      return `Its storage failed: ${trouble.reason.replace(/\.*$/, ".")}`;
    default:
      return assertNever(trouble);
  }
}
