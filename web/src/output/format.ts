/** How times are written on the page. */

/** Real time to the hundredth; simulated time as exact as it is. "0.10 s", "2 s". */
export function formatSeconds(seconds: number, exact: boolean): string {
  return exact ? `${Number(seconds.toFixed(6))} s` : `${seconds.toFixed(2)} s`;
}
