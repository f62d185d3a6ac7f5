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

/** Ours has about 12 MB. */
const MAX_SNAPSHOT_BYTES = 64 * 2 ** 20;

/** How time passes for a program: as it does, at once, or stretched to watch. */
export const CLOCK_MODES = ["real", "instant", "slow"] as const;
export type ClockMode = (typeof CLOCK_MODES)[number];

/** How slow the practice internet is, how often it fails, and what chance is made of. */
export const LATENCIES = ["none", "normal", "slow"] as const;
export const FAILURES = ["none", "some", "many"] as const;
export type InternetSettings = {
  readonly latency: (typeof LATENCIES)[number];
  readonly failures: (typeof FAILURES)[number];
  readonly seed: number;
  /** Whether other names lead to the real internet. It runs in a frame of its own, then. */
  readonly real: boolean;
};

export type EngineFiles = {
  /** pyodide.mjs, the loader. */
  readonly loader: ArrayBuffer;
  /** pyodide.asm.mjs, Emscripten's glue. */
  readonly glue: ArrayBuffer;
  /** pyodide.asm.wasm, CPython. */
  readonly wasm: ArrayBuffer;
};

/** What PostgreSQL is made of; see web/build/postgres.ts. */
export type PostgresFiles = {
  readonly script: ArrayBuffer;
  readonly wasm: ArrayBuffer;
  readonly data: ArrayBuffer;
  readonly cluster: ArrayBuffer;
};

export type ToFrame =
  | { readonly type: "prepare"; readonly files: EngineFiles; readonly jspi: boolean }
  /** The archive of the standard library and our own Python: of the engine that was prepared. */
  | { readonly type: "useLibrary"; readonly library: ArrayBuffer }
  /** From now on, start interpreters from this; null: from nothing. See sandbox/snapshot.ts. */
  | { readonly type: "useSnapshot"; readonly snapshot: ArrayBuffer | null }
  | { readonly type: "spawn"; readonly interpreterId: number }
  /** Start an interpreter that runs no program: it takes a snapshot of itself. */
  | { readonly type: "spawnSnapshotMaker"; readonly interpreterId: number }
  /** Start one that runs no program either: it answers an editor's questions. */
  | { readonly type: "spawnLanguage"; readonly interpreterId: number }
  /** What every Postgres is started from. */
  | { readonly type: "usePostgres"; readonly files: PostgresFiles }
  /** Start one; it comes with a port to an interpreter, and lives as long as that. */
  | { readonly type: "spawnPostgres"; readonly interpreterId: number }
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
      /** Bundles of packages; see sandbox/bundles.ts. */
      readonly packages: readonly ArrayBuffer[];
      /** For a program that installs packages itself: the site's, as JSON. Null for all others. */
      readonly wheelhouse: string | null;
      /** The practice internet, whose package comes with the run; null for a program without. */
      readonly internet: InternetSettings | null;
      /** To a Postgres, if the program may want one: it may be there later than the program. */
      readonly postgres?: MessagePort;
    }
  /** Before the run: import what the program will, if that says nothing. */
  | {
      readonly type: "prepare";
      /** Of that run: what is random in it is drawn from now on. */
      readonly clock: ClockMode;
      readonly packages: readonly ArrayBuffer[];
      readonly imports: readonly { readonly module: string; readonly names: readonly string[] }[];
    }
  | { readonly type: "stop"; readonly runId: number }
  /** A line of standard input without its newline; null is its end. */
  | { readonly type: "input"; readonly runId: number; readonly line: string | null }
  /** Evaluate what was typed at the console's prompt; once the run has ended. */
  | { readonly type: "evaluate"; readonly runId: number; readonly text: string }
  /** Say how the end of `text` could go on. */
  | { readonly type: "complete"; readonly runId: number; readonly text: string }
  /** What has come of a `fileWanted`: its content, or why it can't be had. */
  | ({ readonly type: "file"; readonly runId: number; readonly url: string } & Fetched)
  /** The output of a batch is on screen: send the next. */
  | { readonly type: "outputShown"; readonly runId: number };

export type Fetched =
  | { readonly content: ArrayBuffer; readonly failure: null }
  | { readonly content: null; readonly failure: string };

/** To a language interpreter. */
export type ToLanguage =
  /** First: jedi, packed by py/pack_language.py. */
  | { readonly type: "open"; readonly archive: ArrayBuffer }
  | ({ readonly type: "ask"; readonly id: number } & Question);

/** What an editor wants to know; see Question in py/asyncarium/messages.py. */
export type Question = {
  readonly about: "complete" | "describe" | "hover" | "signature";
  readonly files: Readonly<Record<string, string>>;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 0, in characters: an emoji is one. */
  readonly column: number;
  /** What "describe" asks about: a name that the last "complete" has offered. */
  readonly name: string;
};

const id = v.pipe(v.number(), v.integer(), v.minValue(0));
const shortText = v.pipe(v.string(), v.maxLength(100_000));

/** The length comes first: a million wrong items would keep the page busy for seconds. */
function listOf<const S extends v.GenericSchema>(item: S, most: number) {
  return v.pipe(v.array(v.unknown()), v.maxLength(most), v.array(item));
}
const seconds = v.pipe(v.number(), v.finite());

export const FromFrame = v.variant("type", [
  v.strictObject({ type: v.literal("frameReady") }),
  v.strictObject({ type: v.literal("prepared"), compileMilliseconds: seconds }),
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

/** The exception that ended a program: what scripts are promised, and transcripts hold. */
export const ProgramError = v.strictObject({
  type: shortText,
  message: shortText,
  /** The innermost line of the learner's own program, main.py. */
  line: v.nullable(v.pipe(v.number(), v.integer())),
});
export type ProgramError = v.InferOutput<typeof ProgramError>;

/** The same, with what a pane of several files can show. */
export const PlacedError = v.strictObject({
  ...ProgramError.entries,
  /** The innermost line of any of the learner's files. */
  place: v.nullable(v.strictObject({ file: shortText, line: v.pipe(v.number(), v.integer()) })),
});
export type PlacedError = v.InferOutput<typeof PlacedError>;
/** A path in the program's folder; nothing that could lead out of it, or look like another. */
const path = v.pipe(
  v.string(),
  v.maxLength(200),
  v.regex(/^[^\\\p{C}]+$/u),
  v.check((text) => text.split("/").every((part) => !["", ".", ".."].includes(part)), "no path"),
);

export const MAX_WRITTEN_BYTES = 5 * 2 ** 20;
const MAX_FILE_BASE64 = 4 * Math.ceil(2 ** 20 / 3);

export const WrittenFile = v.strictObject({
  path,
  /** In bytes. */
  size: id,
  /** Its bytes as base64; null if they are too many to be sent. */
  content: v.nullable(v.pipe(v.string(), v.maxLength(MAX_FILE_BASE64))),
});
export type WrittenFile = v.InferOutput<typeof WrittenFile>;

/** A request to the practice internet, and what is known of its answer. */
export const NetworkExchange = v.strictObject({
  /** Counts from 1 in each run; what comes later of the same one takes its place. */
  id,
  method: v.pipe(v.string(), v.maxLength(20)),
  url: v.pipe(v.string(), v.maxLength(2_000)),
  /** Seconds since the run began, on the program's own clock, as the times below. */
  started: seconds,
  status: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(999))),
  /** Bytes of the answer's body that have come. */
  size: id,
  /** When the answer began to come, and when its last byte had. */
  answered: v.nullable(seconds),
  ended: v.nullable(seconds),
  /** Why there is no complete answer. */
  failure: v.nullable(v.pipe(v.string(), v.maxLength(200))),
});
export type NetworkExchange = v.InferOutput<typeof NetworkExchange>;

export const MAX_EXCHANGES = 1_000;

/** What the console finds when the program has ended. */
const LeftForConsole = v.strictObject({
  /** Global names that could not be kept. */
  gone: listOf(v.pipe(v.string(), v.maxLength(100)), 20),
  /** How many others. */
  moreGone: id,
});
export type LeftForConsole = v.InferOutput<typeof LeftForConsole>;

export const FromWorker = v.variant("type", [
  v.strictObject({
    type: v.literal("ready"),
    jspi: v.boolean(),
    /** How long Python took to start. */
    bootMilliseconds: seconds,
    restored: v.boolean(),
    /** Why there was no way to start from the snapshot that it was given. */
    restoreFailure: v.nullable(shortText),
  }),
  v.strictObject({ type: v.literal("bootFailed"), reason: shortText }),
  /** All is imported, and nothing else has happened; or the interpreter is of no use. */
  v.strictObject({ type: v.literal("importsPrepared"), fit: v.boolean() }),
  v.strictObject({ type: v.literal("runStarted"), runId: id }),
  v.strictObject({
    type: v.literal("output"),
    runId: id,
    records: v.pipe(
      listOf(OutputRecord, 20_000),
      v.check((records) => totalCharacters(records) <= MAX_BATCH_CHARACTERS, "too much output"),
    ),
    /** Lines that were left out before these, because more came than can be shown. */
    droppedLines: id,
  }),
  v.strictObject({ type: v.literal("inputRequested"), runId: id }),
  /** A package that is being installed; the page decides whether it answers. */
  v.strictObject({
    type: v.literal("fileWanted"),
    runId: id,
    url: v.pipe(v.string(), v.maxLength(1_000)),
  }),
  v.strictObject({
    type: v.literal("runEnded"),
    runId: id,
    outcome: v.picklist(["finished", "failed", "stopped"]),
    error: v.nullable(PlacedError),
    durationSeconds: seconds,
    /** Null when the interpreter is lost. */
    console: v.nullable(LeftForConsole),
  }),
  /** All files that the program, or its console, has written until now. */
  v.strictObject({
    type: v.literal("filesWritten"),
    runId: id,
    files: v.pipe(
      listOf(WrittenFile, 1_000),
      v.check((files) => totalContent(files) <= (MAX_WRITTEN_BYTES * 4) / 3 + 1_000, "too much"),
    ),
    /** Files that are not listed. */
    more: id,
  }),
  /** Those of which something new is known. */
  v.strictObject({
    type: v.literal("exchanges"),
    runId: id,
    exchanges: listOf(NetworkExchange, MAX_EXCHANGES),
  }),
  /** What was typed goes on in the next line; nothing was evaluated. */
  v.strictObject({ type: v.literal("inputIncomplete"), runId: id }),
  v.strictObject({ type: v.literal("evaluationStarted"), runId: id }),
  /** With all its output; `exited`: there is nothing to type at any more. */
  v.strictObject({ type: v.literal("evaluated"), runId: id, exited: v.boolean() }),
  /** Each of `words` could stand in place of the last `replaced` characters. */
  v.strictObject({
    type: v.literal("completions"),
    runId: id,
    replaced: id,
    words: listOf(v.pipe(v.string(), v.maxLength(200)), 100),
  }),
]);
export type FromWorker = v.InferOutput<typeof FromWorker>;

/** What comes from a snapshot maker. Nobody's program runs in there. */
export const FromSnapshotMaker = v.variant("type", [
  v.strictObject({
    type: v.literal("snapshotTaken"),
    snapshot: v.pipe(
      v.instance(ArrayBuffer),
      v.check(({ byteLength }) => byteLength <= MAX_SNAPSHOT_BYTES, "too large"),
    ),
  }),
  v.strictObject({ type: v.literal("bootFailed"), reason: shortText }),
]);
export type FromSnapshotMaker = v.InferOutput<typeof FromSnapshotMaker>;

const name = v.pipe(v.string(), v.maxLength(1_000));

export const Signature = v.strictObject({
  label: shortText,
  parameters: listOf(shortText, 1_000),
  /** Index of the parameter that the cursor is at. */
  active: v.nullable(id),
});
export type Signature = v.InferOutput<typeof Signature>;

/** What comes from a language interpreter. It reads what a learner typed, or a stranger. */
export const FromLanguage = v.variant("type", [
  v.strictObject({ type: v.literal("languageReady") }),
  v.strictObject({ type: v.literal("bootFailed"), reason: shortText }),
  v.strictObject({
    type: v.literal("completions"),
    id,
    names: listOf(v.strictObject({ name, kind: name }), 1_000),
  }),
  v.strictObject({
    type: v.literal("documentation"),
    id,
    signatures: listOf(shortText, 10),
    text: shortText,
  }),
  v.strictObject({
    type: v.literal("signatures"),
    id,
    signatures: listOf(Signature, 10),
  }),
  /** It could not answer; the next question may fare better. */
  v.strictObject({ type: v.literal("questionFailed"), id, reason: shortText }),
]);
export type FromLanguage = v.InferOutput<typeof FromLanguage>;
function totalContent(files: readonly WrittenFile[]): number {
  return files.reduce((sum, { content }) => sum + (content?.length ?? 0), 0);
}

function totalCharacters(records: readonly { readonly text: string }[]): number {
  return records.reduce((sum, record) => sum + record.text.length, 0);
}
