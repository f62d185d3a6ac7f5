/**
 * A new build is offered, never forced: it takes over when the reader says so. Then every tab saves
 * its drafts and loads the new page, once.
 *
 * Safari sometimes does not tell of the change of worker, so three things lead to the reload: the
 * browser's event, the new worker's message, and, in the tab where Update was pressed, a timer.
 */

import { find } from "../lib/find.ts";
import { serviceWorkers } from "./container.ts";
import { ask, hear } from "./talk.ts";

const FALLBACK_MILLISECONDS = 4_000;
const HOUR_MILLISECONDS = 3_600_000;

/** Remembered as long as the tab lives. */
const LATER = "asyncarium.updateLater";
const RELOADED = "asyncarium.updateReloaded";

export class Updates {
  readonly #build: string;
  readonly #banner = find("#update");
  readonly #saved: (() => void | Promise<void>)[] = [];
  #registration: ServiceWorkerRegistration | null = null;
  /** Whether a worker was in charge before: its first one is no update. */
  #controlled = serviceWorkers()?.controller != null;
  #offered = "";
  #lastLook = 0;
  #reloading = false;

  /** @param build the page's. */
  constructor(build: string) {
    this.#build = build;
    find("#update-now", this.#banner).addEventListener("click", () => this.#update());
    find("#update-later", this.#banner).addEventListener("click", () => {
      remember(LATER, this.#offered);
      this.#close();
    });
    hear((message) => {
      if (message.type === "activated" && message.accepted) {
        this.#replaced(message.build);
      } else if (message.type === "installFailed" && message.build !== build) {
        find("#update-problem").textContent =
          `The new version of the site could not be stored: ${message.reason} This one goes on working.`;
      }
    });
    serviceWorkers()?.addEventListener("controllerchange", () => void this.#changed());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") {
        this.#lookAgain();
      }
    });
  }

  /** Have this done before the page is loaded anew; the reload waits for it. */
  beforeReload(save: () => void | Promise<void>): void {
    this.#saved.push(save);
  }

  /** Look for updates of the site from now on. */
  follow(registration: ServiceWorkerRegistration): void {
    this.#registration = registration;
    registration.addEventListener("updatefound", () => {
      find("#update-problem").textContent = "";
      registration.installing?.addEventListener("statechange", () => void this.#look());
    });
    registration.installing?.addEventListener("statechange", () => void this.#look());
    void this.#look();
    if (registration.active !== null) {
      this.#lookAgain();
    }
  }

  #lookAgain(): void {
    if (this.#registration !== null && Date.now() - this.#lastLook > HOUR_MILLISECONDS) {
      this.#lastLook = Date.now();
      // No network, or no such file: the next look may find it.
      this.#registration.update().catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const { waiting = null, active = null } = this.#registration ?? {};
    if (active === null) {
      return; // the first one takes over by itself
    }
    const build = await ask(waiting ?? active, "build").catch(() => this.#build);
    if ((waiting !== null || build !== this.#build) && recall(LATER) !== build) {
      this.#offered = build;
      this.#banner.hidden = false;
    }
  }

  /** The button that was pressed goes with it; the keyboard must not be lost. */
  #close(): void {
    this.#banner.hidden = true;
    find("#main").focus({ preventScroll: true });
  }

  #update(): void {
    this.#close();
    const waiting = this.#registration?.waiting ?? null;
    if (waiting === null) {
      void this.#reload();
      return;
    }
    waiting.addEventListener("statechange", () => {
      if (waiting.state === "activated") {
        void this.#reload();
      }
    });
    setTimeout(() => void this.#reload(), FALLBACK_MILLISECONDS);
    void ask(waiting, "activate").catch(() => {});
  }

  async #changed(): Promise<void> {
    const controller = serviceWorkers()?.controller ?? null;
    if (this.#controlled && controller !== null) {
      this.#replaced(await ask(controller, "build").catch(() => this.#build));
    } else {
      await this.#look();
    }
    this.#controlled = controller !== null;
  }

  /** Another worker is in charge. Whatever goes wrong, it is reason for one reload only. */
  #replaced(build: string): void {
    if (build !== this.#build && recall(RELOADED) !== build) {
      remember(RELOADED, build);
      void this.#reload();
    }
  }

  async #reload(): Promise<void> {
    if (!this.#reloading) {
      this.#reloading = true;
      await Promise.allSettled(this.#saved.map(async (save) => save()));
      location.reload();
    }
  }
}

function recall(name: string): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name: string, text: string): void {
  try {
    sessionStorage.setItem(name, text);
  } catch {
    // Denied: what leads here are events, which don't repeat by themselves.
  }
}
