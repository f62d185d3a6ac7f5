/**
 * The wire types between the page, the sandbox frame and its workers, and nothing else.
 *
 *     page ──ToFrame──▶ frame ──(starts)──▶ worker
 *       ▲◀──FromFrame───┘                     │
 *       └◀────────FromWorker / ToWorker───────┘   a port of their own per interpreter
 *
 * What the page sends is trusted, so ToFrame and ToWorker are plain types. What it receives
 * may come from a stranger's program, so FromFrame and FromWorker are schemas, checked on
 * arrival; their types are derived. Commands are imperative, events are past or a phase.
 * Golden samples in tests/golden/ hold this file and py/asyncarium/messages.py to one shape.
 */

import * as v from "valibot";

/** Most characters of output in one message; the worker sends less, a forger is cut off here. */
export const MAX_BATCH_CHARACTERS = 2_000_000;

/** How time passes for a program: as it does, at once, or stretched to watch. */
export const CLOCK_MODES = ["real", "instant", "slow"] as const;
export type ClockMode = (typeof CLOCK_MODES)[number];

export type EngineFiles = {
  /** pyodide.mjs, the loader. */
  readonly loader: ArrayBuffer;
  /** pyodide.asm.mjs, Emscripten's glue. */
  readonly glue: ArrayBuffer;
  /** pyodide.asm.wasm, CPython. */
  readonly wasm: ArrayBuffer;
  /** The standard library and our own Python. */
  readonly python: ArrayBuffer;
};

export type ToFrame =
  | { readonly type: "prepare"; readonly files: EngineFiles; readonly jspi: boolean }
  | { readonly type: "spawn"; readonly interpreterId: number }
  | { readonly type: "kill"; readonly interpreterId: number };

export type ToWorker =
  | {
      readonly type: "run";
      readonly runId: number;
      /** File name to text; main.py is the program. */
      readonly files: Readonly<Record<string, string>>;
      readonly clock: ClockMode;
      /** All of standard input; null where the reader types it. */
      readonly stdin: string | null;
    }
  | { readonly type: "stop"; readonly runId: number }
  /** A line of standard input without its newline; null is its end. */
  | { readonly type: "input"; readonly runId: number; readonly line: string | null }
  /** The output of a batch is on screen: send the next. */
  | { readonly type: "outputShown"; readonly runId: number };

const id = v.pipe(v.number(), v.integer(), v.minValue(0));
const shortText = v.pipe(v.string(), v.maxLength(100_000));
const seconds = v.pipe(v.number(), v.finite());

export const FromFrame = v.variant("type", [
  v.strictObject({ type: v.literal("frameReady") }),
  v.strictObject({ type: v.literal("prepared") }),
  v.strictObject({ type: v.literal("prepareFailed"), reason: shortText }),
  v.strictObject({ type: v.literal("interpreterDied"), interpreterId: id, reason: shortText }),
]);
export type FromFrame = v.InferOutput<typeof FromFrame>;

export const OutputRecord = v.strictObject({
  stream: v.picklist(["stdout", "stderr"]),
  text: v.string(),
  /** Seconds since the run began, on the program's own clock. */
  time: seconds,
});
export type OutputRecord = v.InferOutput<typeof OutputRecord>;

export const ProgramError = v.strictObject({
  type: shortText,
  message: shortText,
  /** The innermost line of the learner's own program. */
  line: v.nullable(v.pipe(v.number(), v.integer())),
});
export type ProgramError = v.InferOutput<typeof ProgramError>;

export const FromWorker = v.variant("type", [
  v.strictObject({ type: v.literal("ready"), jspi: v.boolean() }),
  v.strictObject({ type: v.literal("bootFailed"), reason: shortText }),
  v.strictObject({ type: v.literal("runStarted"), runId: id }),
  v.strictObject({
    type: v.literal("output"),
    runId: id,
    records: v.pipe(
      v.array(OutputRecord),
      v.maxLength(20_000),
      v.check((records) => totalCharacters(records) <= MAX_BATCH_CHARACTERS, "too much output"),
    ),
    /** Lines that were left out before these, because more came than can be shown. */
    droppedLines: id,
  }),
  v.strictObject({ type: v.literal("inputRequested"), runId: id }),
  v.strictObject({
    type: v.literal("runEnded"),
    runId: id,
    outcome: v.picklist(["finished", "failed", "stopped"]),
    error: v.nullable(ProgramError),
    durationSeconds: seconds,
  }),
]);
export type FromWorker = v.InferOutput<typeof FromWorker>;

function totalCharacters(records: readonly { readonly text: string }[]): number {
  return records.reduce((sum, record) => sum + record.text.length, 0);
}
