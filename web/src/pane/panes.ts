/** All panes of the page. Each comes to life when it is about to be seen, or used. */

import { parseRoute } from "../handbook/route.ts";
import { find } from "../lib/find.ts";
import { readArrangement } from "../looks/arrangement.ts";
import type { Pool } from "../runtime/pool.ts";
import { within } from "../lib/within.ts";
import { Pane } from "./pane.ts";
import type { Action } from "./static.ts";

/** How far from the screen a pane gets its editor: so that a reader who scrolls finds it there. */
const AHEAD = "600px 0px";

/** How long a button waits for what the reader has made of the program before, in milliseconds. */
const PATIENCE = 500;

export class Panes {
  readonly #pool: Pool;
  readonly #born: (pane: Pane, id: string) => Promise<void>;
  /** Those whose draft is being looked for. */
  readonly #expecting = new Map<Pane, Promise<void>>();
  readonly #alive = new Map<HTMLElement, Pane>();
  readonly #observer: IntersectionObserver;

  /** @param born hears of each new pane; resolves when the reader's draft stands in it. */
  constructor(pool: Pool, born: (pane: Pane, id: string) => Promise<void>) {
    this.#pool = pool;
    this.#born = born;
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting && target instanceof HTMLElement) {
            this.of(target);
          }
        }
      },
      { rootMargin: AHEAD },
    );
    const sections = [...document.querySelectorAll<HTMLElement>("section[data-example]")];
    for (const section of sections) {
      this.#observer.observe(section);
    }
    // Their buttons work, too: what they promise to scripts must not wait for an eye.
    pool.subscribe(({ kind }) => {
      for (const section of sections.filter((section) => !this.#alive.has(section))) {
        section.dataset["state"] = kind === "ready" ? "ready" : "loading";
      }
    });
  }

  /** Have a pane fill the window that did so when the page was left. Not for what a link brings. */
  resumeZen(): void {
    const { zen } = readArrangement();
    const section = document.querySelector<HTMLElement>(
      `section[data-example="${CSS.escape(zen ?? "")}"]`,
    );
    if (
      section !== null &&
      section.checkVisibility() &&
      parseRoute(location.hash)?.kind !== "shared"
    ) {
      this.of(section).zen.enter();
    }
  }

  /** The pane of a section, brought to life if need be. */
  of(section: HTMLElement): Pane {
    let pane = this.#alive.get(section);
    if (pane === undefined) {
      this.#observer.unobserve(section);
      const made = new Pane(section, this.#pool);
      pane = made;
      this.#alive.set(section, made);
      const ready = this.#born(made, idOf(section)).finally(() => this.#expecting.delete(made));
      this.#expecting.set(made, ready);
    }
    return pane;
  }

  /** Do what a button of a pane says; with the reader's own text, if it is about to come. */
  async perform(section: HTMLElement, action: Action): Promise<void> {
    const pane = this.of(section);
    const ready = this.#expecting.get(pane);
    if (ready !== undefined) {
      await within(PATIENCE, ready, undefined);
    }
    pane.perform(action);
  }

  get playground(): Pane {
    return this.of(find('section[data-example="playground"]'));
  }
}

function idOf(section: HTMLElement): string {
  return section.dataset["example"] ?? "";
}
