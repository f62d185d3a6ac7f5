/**
 * Injected into the site: presses Run of the opened chapter's program as soon as that is possible,
 * and drives the playground after that.
 */
(() => {
  if (window !== top) {
    return; // the sandbox frame
  }
  const COLD = "section[data-example=the-pattern]";
  const READY = "section[data-example=playground]";
  /** When what happened during the cold open: milliseconds since navigation. */
  const phases = {};

  const observer = new MutationObserver(() => {
    const button = runButton(COLD);
    if (phases.pressed === undefined && button?.disabled === false) {
      phases.pressed = performance.now();
      button.click();
    }
    if (document.querySelector(`${COLD}[data-state=running]`) !== null) {
      phases.running = performance.now();
      observer.disconnect();
    }
  });
  observer.observe(document, { attributes: true, childList: true, subtree: true });

  function runButton(section) {
    const buttons = [...document.querySelectorAll(`${section} button`)];
    return buttons.find((button) => button.textContent === "Run");
  }

  window.contender = {
    /** Press Run in the playground. */
    start() {
      runButton(READY).click();
    },

    /** When Run was pressed, the engine's last byte had come, and the program began. */
    phases() {
      const engine = performance
        .getEntriesByType("resource")
        .filter(({ name }) => name.includes("/engine/"));
      return { ...phases, downloaded: Math.max(...engine.map((entry) => entry.responseEnd)) };
    },
  };
})();
