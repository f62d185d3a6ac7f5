/** What the page and its service worker say to each other. Both check what arrives. */

import * as v from "valibot";

/** To the worker, each with a port for the answer. */
export const ToWorker = v.variant("type", [
  /** Which build are you of? */
  v.strictObject({ type: v.literal("build") }),
  /** Take over from the worker before you: the reader wants the update. */
  v.strictObject({ type: v.literal("activate") }),
  /** Read and check all that is stored, and mend it. */
  v.strictObject({ type: v.literal("verify") }),
  /** Store the files, too, that are otherwise stored when they are first used. */
  v.strictObject({ type: v.literal("keepEverything") }),
  /** Remove all that is stored, and store nothing until "verify" or "keepEverything". */
  v.strictObject({ type: v.literal("retire") }),
]);
export type ToWorker = v.InferOutput<typeof ToWorker>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What is stored, once all of it has been read and checked. */
export const Verification = v.strictObject({
  build: v.string(),
  files: count,
  bytes: count,
  /** How many of the files are there, byte for byte. */
  verified: count,
  /** A sentence for each file that is not. */
  damaged: v.array(v.string()),
  onDemand: v.strictObject({ files: count, bytes: count, kept: count }),
});
export type Verification = v.InferOutput<typeof Verification>;

/** Answers, by what was asked. */
export const Answers = {
  build: v.string(),
  activate: v.null(),
  verify: Verification,
  keepEverything: Verification,
  retire: v.null(),
} as const;

/** From the worker to every page, asked or not. */
export const FromWorker = v.variant("type", [
  v.strictObject({ type: v.literal("installFailed"), build: v.string(), reason: v.string() }),
  v.strictObject({
    type: v.literal("activated"),
    build: v.string(),
    /** Whether a reader has asked for it: then every tab shows the new build. */
    accepted: v.boolean(),
  }),
]);
export type FromWorker = v.InferOutput<typeof FromWorker>;
