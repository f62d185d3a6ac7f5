/** What the linter's worker has ruff do, and what it makes of ruff's failures. */

import { type Formatted, MAX_TEXT, type RuffFinding } from "./messages.ts";

/** The part of ruff's `Workspace` that is used. */
export type Ruff = {
  check(text: string): unknown;
  format(text: string): string;
};

/**
 * What ruff finds; nothing where it gives up.
 * @throws RangeError, WebAssembly.RuntimeError: ruff is lost.
 */
export function check(ruff: Ruff, text: string): RuffFinding[] {
  try {
    return ruff.check(text) as RuffFinding[];
  } catch (reason) {
    throwIfLost(reason);
    return [];
  }
}

/** @throws as `check` does. */
export function format(ruff: Ruff, text: string): Formatted {
  try {
    const formatted = ruff.format(text);
    if (formatted.length > MAX_TEXT) {
      const most = MAX_TEXT.toLocaleString("en");
      return { kind: "refused", reason: `the file is too long: more than ${most} characters.` };
    }
    return { kind: "formatted", text: formatted };
  } catch (reason) {
    throwIfLost(reason);
    return { kind: "refused", reason: reason instanceof Error ? reason.message : String(reason) };
  }
}

/** After a stack overflow or a panic ruff's memory is in no state that anything can be asked of. */
function throwIfLost(reason: unknown): void {
  if (reason instanceof RangeError || reason instanceof WebAssembly.RuntimeError) {
    throw reason;
  }
}
