/**
 * Injected into a peer's page: presses the button that runs its program as soon as it is there,
 * and hears of the first line of output.
 *
 * `window.awaited`, set before this, has the selectors of both. Times are milliseconds since
 * navigation.
 */
(() => {
  if (window !== top) {
    return; // a frame of the page
  }
  /** Whatever takes longer than this is broken. */
  const LIMIT = 60_000;
  const { button, output } = window.awaited;

  const opened = new Promise((resolve, reject) => {
    setTimeout(reject, LIMIT, new Error("no line of output came"));
    let pressed = false;
    const observer = new MutationObserver(() => {
      const now = performance.now();
      if (!pressed && document.querySelector(button) !== null) {
        pressed = true;
        // Not yet: whoever has just added it has still to listen to it.
        setTimeout(() => document.querySelector(button).click());
      }
      if ([...document.querySelectorAll(output)].some((element) => element.textContent.trim())) {
        observer.disconnect();
        resolve(now);
      }
    });
    observer.observe(document, { characterData: true, childList: true, subtree: true });
  });

  window.bench = {
    /** The first line of all. */
    opened,
  };
})();
