/** Keys come before output: while somebody types, a flood of lines leaves most frames alone. */

/** Whoever has pressed a key within this time is typing. */
const TYPING_MILLISECONDS = 200;
/** From one frame with new lines to the next, meanwhile. */
const PAUSE_MILLISECONDS = 200;

let lastKey = Number.NEGATIVE_INFINITY;

if (typeof addEventListener === "function") {
  const note = ({ timeStamp }: Event) => {
    lastKey = timeStamp;
  };
  addEventListener("keydown", note, { capture: true, passive: true });
}

/**
 * How many milliseconds the next frame of a flood should wait for the keys.
 * @param lastFrame when lines were added last, as `performance.now()` tells it.
 */
export function pauseForKeys(lastFrame: number, now = performance.now()): number {
  return now - lastKey < TYPING_MILLISECONDS
    ? Math.max(0, lastFrame + PAUSE_MILLISECONDS - now)
    : 0;
}
