/**
 * Texts that could be kept in the tab alone, of documents that nobody shows any more: they are
 * stored as soon as that works.
 */

import { isPlayId } from "./records.ts";
import type { DraftStore } from "./store.ts";
import type { Rescued, Tab } from "./tab.ts";

/** After a failure it is tried again by itself, in milliseconds. */
export const AGAIN = 60_000;

export type LeftServices = {
  readonly store: DraftStore;
  readonly tab: Tab;
  readonly saver: string;
  /** Whether a keeper has the document: it takes care of its text itself. */
  readonly isLive: (id: string) => boolean;
  readonly stored: (id: string) => void;
};

export class LeftBehind {
  readonly #services: LeftServices;
  #work: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(services: LeftServices) {
    this.#services = services;
  }

  /** Store what can be stored. Resolves when that is done, or known that it can't be. */
  save(): Promise<void> {
    this.#work = this.#work.then(() => this.#save());
    return this.#work;
  }

  async #save(): Promise<void> {
    clearTimeout(this.#timer);
    for (const [id, rescued] of [...this.#services.tab.rescued]) {
      try {
        await this.#saveOne(id, rescued);
      } catch {
        // Where its program is opened, it is said why.
        this.#timer = setTimeout(() => void this.save(), AGAIN);
        return;
      }
    }
  }

  async #saveOne(id: string, rescued: Rescued): Promise<void> {
    const { store, tab, saver, isLive, stored } = this.#services;
    if (isLive(id)) {
      return;
    }
    const { document } = await store.read(id);
    if (isLive(id) || tab.rescued.get(id) !== rescued) {
      return; // opened meanwhile
    }
    const { content, original, link, base, at, versions } = rescued;
    const deleted = isPlayId(id) && document?.content === null;
    if (document === null || document.revision === base || deleted) {
      const built = document?.revision ?? base;
      await store.save({ id, content, original, link, base: built, saver, versions });
    } else {
      // Somebody has gone past it: theirs stays.
      const own = content === null ? [] : [{ content, at, cause: "closed" as const }];
      await store.append(id, [...versions, ...own]);
    }
    if (tab.rescued.get(id) === rescued) {
      tab.forget(id);
    }
    stored(id);
  }
}
