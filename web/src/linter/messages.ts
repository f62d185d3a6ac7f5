/** What the page and the linter's worker tell each other. */

import * as v from "valibot";

export type ToLinter =
  /** First: ruff, compiled to WebAssembly. */
  | { readonly type: "open"; readonly wasm: ArrayBuffer }
  | { readonly type: "check" | "format"; readonly id: number; readonly text: string };

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** A longer text is no answer. */
export const MAX_TEXT = 1_000_000;
const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));

/** Row and column from 1; columns in UTF-16, as JavaScript counts. */
const Location = v.object({ row: count, column: count });

export const RuffFinding = v.object({
  /** Null, or "invalid-syntax", is no rule's. */
  code: v.nullable(text),
  message: text,
  start_location: Location,
  end_location: Location,
  fix: v.nullable(
    v.object({
      message: v.nullable(text),
      edits: v.array(
        v.object({ content: v.nullable(text), location: Location, end_location: Location }),
      ),
    }),
  ),
});
export type RuffFinding = v.InferOutput<typeof RuffFinding>;

const Formatted = v.variant("kind", [
  v.object({ kind: v.literal("formatted"), text }),
  v.object({ kind: v.literal("refused"), reason: text }),
]);
export type Formatted = v.InferOutput<typeof Formatted>;

export const FromLinter = v.variant("type", [
  v.object({ type: v.literal("opened") }),
  v.object({ type: v.literal("openFailed"), reason: text }),
  v.object({ type: v.literal("checked"), id: count, findings: v.array(RuffFinding) }),
  v.object({ type: v.literal("formatted"), id: count, result: Formatted }),
]);
export type FromLinter = v.InferOutput<typeof FromLinter>;
