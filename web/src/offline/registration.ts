/**
 * Whether the page works without a network, and what is stored for that.
 *
 *     waiting ──start()──▶ installing ──every file is there and right──▶ ready
 *                              └──── failed ──start()──▶ installing
 *
 * "ready" is never guessed: the worker of this page's own build has read and hashed every file.
 */

import { DEVELOPMENT } from "../lib/build.ts";
import { hearStored, readStored, writeStored } from "../lib/storage.ts";
import { within } from "../lib/within.ts";
import { ownCaches } from "./caches.ts";
import { serviceWorkers } from "./container.ts";
import type { Verification } from "./messages.ts";
import { ask, hear } from "./talk.ts";

export type OfflineStatus =
  /** The browser has no service workers, or none for such an address. */
  | { readonly kind: "unsupported" }
  | { readonly kind: "waiting" }
  | { readonly kind: "installing" }
  | ({ readonly kind: "ready" } & Pick<Verification, "files" | "bytes" | "onDemand">)
  | { readonly kind: "failed"; readonly reason: string }
  /** The reader wants nothing to be stored. */
  | { readonly kind: "removed" };

/** What one of the site's caches holds. */
export type Kept = {
  readonly kind: string;
  readonly build: string;
  readonly files: number;
  readonly bytes: number;
};

const OFF = "off";
/** What a worker may take to remove all that it has stored, in milliseconds. */
const RETIREMENT = 5_000;

export class Offline {
  readonly #site: string;
  readonly #build: string;
  readonly #onRegistered: (registration: ServiceWorkerRegistration) => void;
  readonly #listeners = new Set<(status: OfflineStatus) => void>();
  #status: OfflineStatus = { kind: "waiting" };
  #registration: ServiceWorkerRegistration | null = null;
  #settling = false;

  /**
   * @param site the path that the site is served under.
   * @param build the page's.
   */
  constructor(
    site: string,
    build: string,
    onRegistered: (registration: ServiceWorkerRegistration) => void,
  ) {
    this.#site = site;
    this.#build = build;
    this.#onRegistered = onRegistered;
    hear((message) => {
      if (message.type === "installFailed" && message.build === build) {
        this.#become({ kind: "failed", reason: message.reason });
      }
    });
    addEventListener("online", () => {
      if (this.#status.kind === "failed") {
        void this.start();
      }
    });
    // Chosen in one tab, it holds for all; and that tab does what there is to do.
    hearStored("offline", () => {
      if (readStored("offline") === OFF) {
        this.#become({ kind: "removed" });
      } else if (this.#status.kind === "removed") {
        void this.restore();
      }
    });
  }

  get status(): OfflineStatus {
    return this.#status;
  }

  /**
   * Hear of every change of status, and of the current one at once.
   * @returns ends the subscription.
   */
  subscribe(listener: (status: OfflineStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#status);
    return () => this.#listeners.delete(listener);
  }

  /** Store the site for offline; also the retry after a failure. Not before the engine is here. */
  async start(): Promise<void> {
    if (
      this.#build === DEVELOPMENT ||
      (this.#status.kind !== "waiting" && this.#status.kind !== "failed")
    ) {
      return;
    }
    if (serviceWorkers() === null) {
      this.#become({ kind: "unsupported" });
    } else if (readStored("offline") === OFF) {
      this.#become({ kind: "removed" });
    } else {
      this.#become({ kind: "installing" });
      await this.#register();
    }
  }

  /** Have every stored file read and hashed, and mended where possible. */
  async verify(): Promise<Verification> {
    return this.#accept(await ask(await this.#worker(), "verify"));
  }

  /** Store the files, too, that are otherwise stored when they are first used. */
  async keepEverything(): Promise<Verification> {
    return this.#accept(await ask(await this.#worker(), "keepEverything"));
  }

  /** What this site has in Cache Storage, and how much. */
  async inventory(): Promise<readonly Kept[]> {
    const found: Kept[] = [];
    for (const { name, kind, build } of await ownCaches(this.#site)) {
      const cache = await caches.open(name);
      const responses = await cache.matchAll();
      const sizes = await Promise.all(responses.map(async (one) => (await one.blob()).size));
      found.push({ kind, build, files: sizes.length, bytes: sizes.reduce((a, b) => a + b, 0) });
    }
    return found;
  }

  /** Remove all that is stored, and store nothing again until `restore`. */
  async remove(): Promise<void> {
    writeStored("offline", OFF);
    const { active = null } = this.#registration ?? {};
    if (active !== null) {
      await within<unknown>(RETIREMENT, ask(active, "retire"), null).catch(() => {});
    }
    await this.#registration?.unregister();
    this.#registration = null;
    for (const { name } of await ownCaches(this.#site)) {
      await caches.delete(name);
    }
    this.#become({ kind: "removed" });
  }

  /** Store the site again after `remove`. */
  async restore(): Promise<void> {
    writeStored("offline", "on");
    this.#become({ kind: "waiting" });
    await this.start();
  }

  async #register(): Promise<void> {
    try {
      const registration = await navigator.serviceWorker.register("./sw.js", {
        updateViaCache: "none",
      });
      if (registration !== this.#registration) {
        this.#registration = registration;
        registration.addEventListener("updatefound", () => this.#follow(registration.installing));
        this.#onRegistered(registration);
      }
      this.#follow(registration.installing);
      this.#follow(registration.waiting);
      await this.#settle();
    } catch (error) {
      this.#become({ kind: "failed", reason: describeRefusal(error) });
    }
  }

  #follow(worker: ServiceWorker | null): void {
    worker?.addEventListener("statechange", () => {
      if (worker.state === "redundant" && this.#registration?.active === null) {
        this.#giveUp();
      } else {
        void this.#settle();
      }
    });
  }

  /** The worker is gone and has not said why: its message comes before, if one does. */
  #giveUp(): void {
    if (this.#status.kind === "installing") {
      this.#become({ kind: "failed", reason: "The browser did not store the site." });
    }
  }

  async #settle(): Promise<void> {
    if (this.#settling || this.#status.kind !== "installing") {
      return;
    }
    this.#settling = true;
    try {
      const worker = await this.#ownWorker();
      if (worker !== null) {
        this.#accept(await ask(worker, "verify"));
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#become({ kind: "failed", reason: `Its files could not be checked: ${reason}.` });
    } finally {
      this.#settling = false;
    }
  }

  #accept(verification: Verification): Verification {
    if (this.#status.kind === "removed") {
      return verification; // an answer to what was asked before
    }
    const { files, bytes, verified, damaged, onDemand } = verification;
    this.#become(
      verified === files
        ? { kind: "ready", files, bytes, onDemand }
        : { kind: "failed", reason: damaged.join(" ") },
    );
    return verification;
  }

  async #worker(): Promise<ServiceWorker> {
    const worker = this.#status.kind === "removed" ? null : await this.#ownWorker();
    if (worker === null) {
      throw new Error("Nothing is stored for offline.");
    }
    return worker;
  }

  /** The worker in charge, if it is of this page's build: another one keeps other files. */
  async #ownWorker(): Promise<ServiceWorker | null> {
    const { active = null } = this.#registration ?? {};
    return active !== null && (await ask(active, "build")) === this.#build ? active : null;
  }

  #become(status: OfflineStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) {
      listener(status);
    }
  }
}

function describeRefusal(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Browsers throw a TypeError for a script that is missing or is none, and others when they refuse.
  return error instanceof TypeError
    ? `The server does not give the site's sw.js (${message}).`
    : `The browser does not allow it (${message}).`;
}
