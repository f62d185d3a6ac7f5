/**
 * Injected into the site: measures from each key that is typed into the playground's editor until
 * what it did has been painted. All times are milliseconds.
 */
(() => {
  if (window !== top) {
    return; // the sandbox frame
  }
  const EDITOR = "section[data-example=playground] .cm-content";
  const latencies = [];

  // When the browser had the key: what it waited for this thread counts.
  document.addEventListener(
    "keydown",
    ({ target, timeStamp }) => {
      if (target instanceof Element && target.matches(EDITOR)) {
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => latencies.push(performance.now() - timeStamp);
          port2.postMessage(null);
        });
      }
    },
    { capture: true },
  );

  window.typing = {
    /** How long each key took so far; forgets them. */
    take: () => latencies.splice(0),
  };
})();
