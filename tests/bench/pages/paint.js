/**
 * Injected into a page before its own scripts: when does its reader see its text?
 *
 * `window.awaited`, set before this, says which text: an element that matches `selector` and holds
 * `words`. All times are milliseconds since navigation.
 */
(() => {
  if (window !== top) {
    return; // a frame of the page
  }
  /** Whatever takes longer than this is broken. */
  const LIMIT = 60_000;
  const { selector, words } = window.awaited;

  /** Resolves with the browser's own time of its first contentful paint. */
  function firstPaint() {
    return new Promise((resolve) => {
      new PerformanceObserver((list) => {
        const [entry] = list.getEntriesByName("first-contentful-paint");
        if (entry !== undefined) {
          resolve(entry.startTime);
        }
      }).observe({ type: "paint", buffered: true });
    });
  }

  /** Resolves with the time right after the first frame in which the text can be seen. */
  function textSeen() {
    return new Promise((resolve, reject) => {
      setTimeout(reject, LIMIT, new Error(`no ${selector} with "${words}" was seen`));
      requestAnimationFrame(function look() {
        if (![...document.querySelectorAll(selector)].some(isSeen)) {
          requestAnimationFrame(look);
          return;
        }
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      });
    });
  }

  /** Whether an element holds the words, is inside the window, opaque and in front. */
  function isSeen(element) {
    if (!element.textContent.includes(words)) {
      return false;
    }
    const { left, top, width, height } = element.getBoundingClientRect();
    return (
      element.contains(document.elementFromPoint(left + width / 2, top + height / 2)) &&
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    );
  }

  const times = Promise.all([firstPaint(), textSeen()]);

  /** The two times. The browser dates a frame a little later than the page can: none is before the first. */
  window.painted = async () => {
    const [first, text] = await times;
    return { first, text: Math.max(first, text) };
  };
})();
