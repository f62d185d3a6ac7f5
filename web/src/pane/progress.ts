/** Shows that something goes on: how far Python has been loaded, and for how long a program has been running. */

import type { PaneState } from "./state.ts";

/** Seconds pass quickly enough without their parts. */
const TICK_MILLISECONDS = 1_000;

/** What it shows is said in words beside it; a screen reader is spared the ticking. */
export class Progress {
  /** How far the loading is. */
  readonly bar = document.createElement("progress");
  /** For how long it has been running. */
  readonly elapsed = document.createElement("span");
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    this.bar.className = "pane-progress";
    this.elapsed.className = "pane-elapsed";
    for (const element of [this.bar, this.elapsed]) {
      element.ariaHidden = "true";
      element.hidden = true;
    }
  }

  show(state: PaneState): void {
    this.#showBar(state);
    const running = state.kind === "running" || state.kind === "stopping";
    if (!running) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.elapsed.hidden = true;
      this.elapsed.textContent = "";
    } else if (this.#timer === undefined) {
      const began = performance.now();
      this.#timer = setInterval(() => {
        this.elapsed.hidden = false;
        this.elapsed.textContent = `${Math.round((performance.now() - began) / 1_000)} s`;
      }, TICK_MILLISECONDS);
    }
  }

  #showBar(state: PaneState): void {
    const { bar } = this;
    bar.hidden = true;
    if (state.kind !== "loading") {
      return;
    }
    const { engine } = state;
    if (engine.kind === "downloading") {
      bar.hidden = false;
      bar.max = engine.totalBytes;
      bar.value = engine.loadedBytes;
    } else if (engine.kind === "starting" || (engine.kind === "ready" && state.runRequested)) {
      bar.hidden = false;
      bar.removeAttribute("value");
    }
  }
}
