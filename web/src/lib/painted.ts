/** How long a page without frames, in a tab that nobody looks at, is waited for, in milliseconds. */
const NO_FRAME = 250;

/** Resolves when what stands on the page now has been painted. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    // The frame's callbacks come before it is painted; a task behind them comes after.
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, NO_FRAME);
  });
}
