/** Which of a document's versions go when there are too many: a few are kept of each age. */

export const MOST_VERSIONS = 20;
export const MOST_BYTES = 2 ** 20;

export type Aged = {
  readonly at: number;
  readonly bytes: number;
  /** Whose text nobody had seen before it was replaced: it goes last. */
  readonly precious: boolean;
  /** Only just added. */
  readonly fresh?: boolean;
};

/**
 * @param versions in any order; a time that is yet to come counts as now.
 * @returns those to be removed. The newest stays in any case, and a precious one as long as there is
 * an ordinary one: there may be one too many by that, until the next is added.
 */
export function surplus<V extends Aged>(versions: readonly V[], now: number): readonly V[] {
  const time = ({ at }: V) => Math.min(at, now);
  const kept = [...versions].sort(
    (one, other) => time(one) - time(other) || Number(one.fresh ?? 0) - Number(other.fresh ?? 0),
  );
  const removed: V[] = [];
  while (tooMany(kept)) {
    const least = leastMissed(kept, kept.map(time), now);
    if (least === null) {
      break;
    }
    removed.push(...kept.splice(least, 1));
  }
  return removed;
}

export function tooMany(versions: readonly { readonly bytes: number }[]): boolean {
  return versions.length > MOST_VERSIONS || bytesOf(versions) > MOST_BYTES;
}

/** The one whose neighbours in time are nearest, for its age: the older, the wider apart. */
function leastMissed(kept: readonly Aged[], times: readonly number[], now: number): number | null {
  let least: number | null = null;
  let smallest = Infinity;
  for (const at of replaceable(kept)) {
    const time = times[at] ?? now;
    // The oldest has no neighbour before it: the way back to the beginning is worth as much.
    const gap = ((times[at + 1] ?? now) - (times[at - 1] ?? time)) / Math.max(now - time, 1);
    if (gap < smallest) {
      smallest = gap;
      least = at;
    }
  }
  return least;
}

/** Old ordinary ones go first, then those that came together with the newest, precious ones last. */
function replaceable(kept: readonly Aged[]): readonly number[] {
  const places = [...kept.keys()];
  const newest = kept.findLastIndex(({ fresh }) => fresh === true);
  const last = newest === -1 ? kept.length - 1 : newest;
  const ordinary = places.filter((at) => kept[at]?.precious === false);
  if (ordinary.length === 0) {
    return places.filter((at) => at !== last);
  }
  const old = ordinary.filter((at) => at !== last && kept[at]?.fresh !== true);
  return old.length > 0 ? old : ordinary.filter((at) => at !== last);
}

function bytesOf(versions: readonly { readonly bytes: number }[]): number {
  return versions.reduce((sum, { bytes }) => sum + bytes, 0);
}
