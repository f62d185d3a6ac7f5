/** When this visit came how far: the browser's own timeline, so that its developer tools show it. */

export const MARKS = ["engine fetched", "engine compiled", "python ready", "first output"] as const;
export type Mark = (typeof MARKS)[number];

/** The first time counts. */
export function mark(name: Mark): void {
  if (performance.getEntriesByName(name, "mark").length === 0) {
    performance.mark(name);
  }
}

/** Milliseconds since the page was opened; null for what has not come yet. */
export function marked(name: Mark): number | null {
  return performance.getEntriesByName(name, "mark")[0]?.startTime ?? null;
}
