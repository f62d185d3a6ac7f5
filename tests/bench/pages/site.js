/**
 * Injected into the site: presses Run of the opened chapter's program until the page has taken it,
 * and drives the playground after that.
 */
(() => {
  if (window !== top) {
    return; // the sandbox frame
  }
  const COLD = "section[data-example=the-pattern]";
  const READY = "section[data-example=playground]";
  const ENDED = ["finished", "failed", "stopped", "killed"];
  /** The button is in the page before any script is: a press may come too early, and is repeated. */
  const PRESS_MILLISECONDS = 16;
  /** How often to look for the snapshot, which nothing on the page tells of. */
  const LOOK_MILLISECONDS = 100;
  /** When what happened during the cold open: milliseconds since navigation. */
  const phases = {};

  const observer = new MutationObserver(() => {
    if (document.querySelector(`${COLD}[data-state=running]`) !== null) {
      phases.running = performance.now();
      observer.disconnect();
    }
  });
  observer.observe(document, { attributes: true, childList: true, subtree: true });

  const pressing = setInterval(() => {
    const run = button(COLD, "Run");
    if (run?.disabled === false && phases.running === undefined) {
      run.click();
    } else if (run !== undefined) {
      phases.pressed = performance.now();
      clearInterval(pressing);
    }
  }, PRESS_MILLISECONDS);

  function button(section, name) {
    const buttons = [...document.querySelectorAll(`${section} button`)];
    return buttons.find((button) => button.textContent === name);
  }

  /** Resolves with the state in which the playground's program ends; call it while that runs. */
  function ended() {
    const section = document.querySelector(READY);
    return new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (ENDED.includes(section.dataset.state)) {
          observer.disconnect();
          resolve(section.dataset.state);
        }
      });
      observer.observe(section, { attributeFilter: ["data-state"] });
    });
  }

  /** Press Stop in the playground; resolves with the milliseconds until its program has ended. */
  async function stop() {
    const end = ended();
    const began = performance.now();
    button(READY, "Stop").click();
    const state = await end;
    const stopped = performance.now();
    if (state !== "stopped" && state !== "killed") {
      throw new Error(`a program that never ends by itself is ${state}`);
    }
    return stopped - began;
  }

  window.contender = {
    /** Press Run in the playground. */
    start() {
      button(READY, "Run").click();
    },

    /**
     * Press Stop, Run as soon as the pane has ended, and Stop once more.
     * @returns milliseconds from Stop until it has ended, and until the next run's first line.
     */
    async stop() {
      const ended = await stop();
      const again = ended + (await window.bench.firstLine());
      await stop();
      return { ended, again };
    },

    /** Press Run `count` times, each time when the last run has finished. */
    async runInARow(count) {
      for (let run = 0; run < count; run += 1) {
        this.start();
        const state = await ended();
        if (state !== "finished") {
          throw new Error(`run ${run + 1} in a row is ${state}`);
        }
      }
    },

    /** Resolves when a snapshot of Python is in Cache Storage. */
    async snapshotKept() {
      for (;;) {
        for (const name of await caches.keys()) {
          if (name.includes(":snapshot:") && (await (await caches.open(name)).keys()).length > 0) {
            return;
          }
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
      }
    },

    /** When a press of Run was taken, the engine's last byte had come, and the program began. */
    phases() {
      const engine = performance
        .getEntriesByType("resource")
        .filter(({ name }) => name.includes("/engine/"));
      return { ...phases, downloaded: Math.max(...engine.map((entry) => entry.responseEnd)) };
    },
  };
})();
