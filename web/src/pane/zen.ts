/** A pane that fills the window; the rest of the page is out of sight and out of reach meanwhile. */

import { rearrange } from "../looks/arrangement.ts";

/** What stays in reach: notices, and the offer of a new version. */
const KEPT = "#toasts, [role=status], [popover], dialog, script, style";

export class Zen {
  readonly #section: HTMLElement;
  readonly #changed: () => void;
  readonly #leaveButton = document.createElement("button");
  /** What was made inert; null unless the pane fills the window. */
  #inert: HTMLElement[] | null = null;

  /** @param changed called when the pane has begun or ceased to fill the window. */
  constructor(section: HTMLElement, toolbar: HTMLElement, changed: () => void) {
    this.#section = section;
    this.#changed = changed;
    this.#leaveButton.type = "button";
    this.#leaveButton.textContent = "Leave zen";
    this.#leaveButton.title = "Back to the page (Alt+Enter)";
    this.#leaveButton.hidden = true;
    this.#leaveButton.addEventListener("click", () => this.leave());
    toolbar.append(this.#leaveButton);
    section.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        this.toggle();
      }
    });
    addEventListener("hashchange", () => this.leave());
  }

  /** Not in a frame, which is as large as the page around it made it. */
  get possible(): boolean {
    return window.parent === window;
  }

  get active(): boolean {
    return this.#inert !== null;
  }

  toggle(): void {
    if (this.active) {
      this.leave();
    } else {
      this.enter();
    }
  }

  enter(): void {
    if (this.#inert !== null || !this.possible) {
      return;
    }
    this.#inert = others(this.#section);
    for (const element of this.#inert) {
      element.inert = true;
    }
    this.#show(true);
    rearrange({ zen: this.#section.dataset["example"] ?? null });
  }

  leave(): void {
    if (this.#inert === null) {
      return;
    }
    for (const element of this.#inert) {
      element.inert = false;
    }
    this.#inert = null;
    this.#show(false);
    rearrange({ zen: null });
    this.#section.scrollIntoView({ block: "nearest" });
  }

  #show(active: boolean): void {
    this.#section.toggleAttribute("data-zen", active);
    document.documentElement.toggleAttribute("data-zen", active);
    this.#leaveButton.hidden = !active;
    this.#changed();
  }
}

/** All that is beside the section and beside what holds it. */
function others(section: HTMLElement): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let at: Element = section; at !== document.body && at.parentElement !== null;) {
    for (const sibling of at.parentElement.children) {
      if (sibling !== at && sibling instanceof HTMLElement && !sibling.inert) {
        if (!sibling.matches(KEPT)) {
          found.push(sibling);
        }
      }
    }
    at = at.parentElement;
  }
  return found;
}
