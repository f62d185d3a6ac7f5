/** How the reader has arranged the panes; remembered. */

import * as v from "valibot";
import { readStored, writeStored } from "../lib/storage.ts";

const pixels = v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(10_000)));
const part = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const Arrangement = v.strictObject({
  /** Whether the output stands beside the editor, where there is room. */
  beside: v.boolean(),
  /** What the editor gets of the width beside the output, and of the height above it. */
  width: part,
  height: part,
  /** The pane that fills the window. */
  zen: v.nullable(v.string()),
  /** By pane: the heights of editor and output in the text; null as they come. */
  panes: v.record(v.string(), v.strictObject({ code: pixels, output: pixels })),
});
export type Arrangement = v.InferOutput<typeof Arrangement>;

export const USUAL: Arrangement = { beside: true, width: 0.55, height: 0.6, zen: null, panes: {} };

/** More would be of no use, and could fill the storage. */
const MOST_PANES = 100;

export function readArrangement(): Arrangement {
  try {
    const found = v.safeParse(Arrangement, JSON.parse(readStored("arrangement") ?? ""));
    return found.success ? found.output : USUAL;
  } catch {
    return USUAL;
  }
}

/** Change a part of it; what another tab has changed meanwhile stays. */
export function rearrange(change: Partial<Arrangement>): void {
  writeStored("arrangement", JSON.stringify({ ...readArrangement(), ...change }));
}

/** Remember the heights of a pane; both null forgets it. */
export function resizePane(id: string, code: number | null, output: number | null): void {
  const others = Object.entries(readArrangement().panes).filter(([name]) => name !== id);
  const sized = code === null && output === null ? [] : [[id, { code, output }] as const];
  rearrange({ panes: Object.fromEntries([...others, ...sized].slice(-MOST_PANES)) });
}
