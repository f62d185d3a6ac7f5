/**
 * How high an embedded pane is. It tells the page around it: a number and nothing else, to whoever
 * that is, since it says nothing of the program. That page can tell the pane nothing.
 */

/** What a page may believe to be a pane's height, in pixels. */
const LEAST = 40;
const MOST = 20_000;

/** Tell the page around this one how high `content` is, now and from now on. */
export function tellHeight(content: HTMLElement): void {
  if (parent === window) {
    return;
  }
  let told = 0;
  const tell = () => {
    const height = Math.ceil(content.getBoundingClientRect().height);
    if (height !== told) {
      told = height;
      parent.postMessage(height, "*");
    }
  };
  new ResizeObserver(tell).observe(content);
  // Browsers observe nothing in a frame that is not in sight yet.
  tell();
}

/** The height in a message that came from a pane; null for anything else. */
export function heightIn(data: unknown): number | null {
  return typeof data === "number" && data >= LEAST && data <= MOST ? Math.ceil(data) : null;
}
