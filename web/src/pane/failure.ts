/** Says in a pane that Python could not be loaded, and offers to try again. */

import type { EngineStatus } from "../runtime/pool.ts";

export class FailureNotice {
  readonly element = document.createElement("div");
  readonly #retry: () => void;

  constructor(retry: () => void) {
    this.#retry = retry;
    this.element.className = "pane-failure";
    this.element.hidden = true;
  }

  show(engine: EngineStatus): void {
    this.element.hidden = engine.kind !== "failed";
    if (engine.kind === "failed") {
      const retry = document.createElement("button");
      retry.type = "button";
      retry.textContent = "Try again";
      retry.addEventListener("click", this.#retry);
      const about = document.createElement("a");
      about.href = "#/about";
      about.textContent = "About this visit";
      this.element.replaceChildren(
        `Python could not be loaded. ${engine.reason} Reading and editing work without it. `,
        retry,
        " ",
        about,
        " says more, for a bug report.",
      );
    }
  }
}
