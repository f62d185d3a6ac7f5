/**
 * Injected into every page before its own scripts: measures what its reader sees.
 *
 * A line of output is an element with [data-stream] in the element of role=log, on the site and on
 * the bare page alike. `window.contender`, the page's own driver, has start(), which begins a run.
 * All times are milliseconds.
 */
(() => {
  if (window !== top) {
    return; // the site's sandbox frame
  }
  const LINE = "[role=log] [data-stream]";
  /** Whatever takes longer than this is broken. */
  const LIMIT = 60_000;

  /** Resolves with the time since navigation at which a line of output is added. */
  function nextLine() {
    return new Promise((resolve, reject) => {
      setTimeout(reject, LIMIT, new Error("no line of output came"));
      const observer = new MutationObserver((records) => {
        const now = performance.now();
        if (records.some((record) => [...record.addedNodes].some(holdsLine))) {
          observer.disconnect();
          resolve(now);
        }
      });
      observer.observe(document, { childList: true, subtree: true });
    });
  }

  function holdsLine(node) {
    return node instanceof Element && (node.matches(LINE) || node.querySelector(LINE) !== null);
  }

  /** Resolves with the time at which the visible log's last line is `text` and has been painted. */
  function lastLine(text) {
    const log = [...document.querySelectorAll("[role=log]")].find((log) => log.checkVisibility());
    return new Promise((resolve, reject) => {
      setTimeout(reject, LIMIT, new Error("the last line did not come"));
      const observer = new MutationObserver(() => {
        if (deepestLast(log).textContent === text) {
          observer.disconnect();
          painted().then(resolve);
        }
      });
      observer.observe(log, { childList: true, subtree: true });
    });
  }

  /** Searching for all lines at every change would itself slow the page. */
  function deepestLast(element) {
    return element.lastElementChild === null ? element : deepestLast(element.lastElementChild);
  }

  /** Resolves with the time right after the next frame. */
  function painted() {
    return new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      });
    });
  }

  /**
   * Watches how long the main thread keeps other tasks waiting.
   * A timer, which the browser fires every 4 ms at most: a ticker without delay takes a whole core.
   * @returns a function that ends it and returns the longest time between two ticks.
   */
  function watchGaps() {
    let longest = 0;
    let last = performance.now();
    let timer = setTimeout(tick);
    function tick() {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      timer = setTimeout(tick);
    }
    return () => {
      clearTimeout(timer);
      return Math.max(longest, performance.now() - last);
    };
  }

  window.bench = {
    /** The first line of all, since navigation. */
    opened: nextLine(),

    /** From a start to the first line. */
    async firstLine() {
      const line = nextLine();
      const began = performance.now();
      window.contender.start();
      return (await line) - began;
    },

    /** From a start until the line `text` is the last and painted, with the longest gap meanwhile. */
    async flood(text) {
      const endGaps = watchGaps();
      const last = lastLine(text);
      const began = performance.now();
      window.contender.start();
      return { total: (await last) - began, gap: endGaps() };
    },

    /** The longest gap while the page does nothing, for `duration`: what the machine itself adds. */
    async idleGap(duration) {
      const endGaps = watchGaps();
      await new Promise((resolve) => setTimeout(resolve, duration));
      return endGaps();
    },
  };
})();
