/** Keeps what the reader writes, in every pane of the page: see keeper.ts for one of them. */

import type { ProgramDocument } from "../document/document.ts";
import type { Pane } from "../pane/pane.ts";
import { Database } from "./database.ts";
import { ALL, Hints } from "./hints.ts";
import { Keeper, type Surface } from "./keeper.ts";
import { LeftBehind } from "./left-behind.ts";
import { handbookId, newPlayId } from "./records.ts";
import { DraftStore } from "./store.ts";
import { handbookSurface } from "./surfaces.ts";
import { Tab } from "./tab.ts";

export class Drafts {
  readonly store: DraftStore;
  readonly tab = new Tab();
  readonly #hints: Hints;
  readonly #saver = newPlayId();
  readonly #keepers = new Set<Keeper>();
  readonly #left: LeftBehind;
  #kept = 0;
  readonly #listeners: (() => void)[] = [];

  /** @param site the path that the site is served under. */
  constructor(site: string) {
    this.store = new DraftStore(new Database(site));
    this.#hints = new Hints(site);
    this.#left = new LeftBehind({
      store: this.store,
      tab: this.tab,
      saver: `${this.#saver}.left`,
      isLive: (id) => [...this.#keepers].some((keeper) => keeper.id === id),
      stored: (id) => this.stored(id),
    });
    this.#hints.listen((id) => this.#hear(id));
    // Of the three moments when a page may be about to go, mobile browsers tell of the first alone.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) {
        void this.leave();
      } else {
        this.#lookAgain();
      }
    });
    addEventListener("pagehide", () => void this.leave());
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) {
        this.#lookAgain();
      }
    });
    void this.store.tidy().catch(() => {});
    void this.#left.save();
  }

  /**
   * Keep a document from now on.
   * @param link the checksum of the link that it came in.
   */
  keep(
    id: string,
    surface: Surface,
    link: string | null,
    changed: (keeper: Keeper) => void,
  ): Keeper {
    this.#kept += 1;
    const services = {
      store: this.store,
      tab: this.tab,
      saver: `${this.#saver}.${this.#kept}`,
      tell: (id: string) => {
        this.tell(id);
        void this.#left.save(); // there is room again
      },
    };
    const keeper: Keeper = new Keeper(id, surface, services, link, () => changed(keeper));
    this.#keepers.add(keeper);
    return keeper;
  }

  /** Keep what the reader makes of a program of the handbook. */
  keepHandbook(pane: Pane, program: string, changed: (keeper: Keeper) => void): Keeper {
    const keeper = this.keep(handbookId(program), handbookSurface(pane), null, changed);
    follow(pane, () => keeper);
    return keeper;
  }

  /** Save what stands there, and keep it no longer. */
  async release(keeper: Keeper): Promise<void> {
    const closed = keeper.close();
    this.#keepers.delete(keeper);
    await closed;
    void this.#left.save();
  }

  /** The page may be gone in a moment. Resolves when all is kept, or known that it can't be. */
  async leave(): Promise<void> {
    const keepers = [...this.#keepers];
    for (const keeper of keepers) {
      keeper.rescue();
    }
    await Promise.all(keepers.map((keeper) => keeper.flush()));
  }

  /** Try once more to keep what could not be kept. */
  async retry(): Promise<void> {
    await Promise.all([...this.#keepers].map((keeper) => keeper.flush()));
    await this.#left.save();
  }

  /** Every text that is kept nowhere but in this tab. */
  get unsaved(): readonly ProgramDocument[] {
    const texts = new Map<string, ProgramDocument>();
    for (const [id, { content }] of this.tab.rescued) {
      if (content !== null) {
        texts.set(id, content);
      }
    }
    for (const { id, unsaved } of this.#keepers) {
      if (unsaved !== null) {
        texts.set(id, unsaved);
      }
    }
    return [...texts.values()];
  }

  /** This page, among those that save. */
  get saver(): string {
    return this.#saver;
  }

  /** What is stored has changed, without the panes: they and the other tabs look. */
  tell(id: string): void {
    this.#hints.tell(id);
    this.#announce();
  }

  /** Show in the panes, too, what was stored without them. */
  stored(id: string): void {
    this.#hear(id);
    this.#hints.tell(id);
  }

  /** Remove everything that is stored; what stands on the page stays there. */
  async clear(): Promise<void> {
    await this.retry();
    await this.store.clear();
    this.#hear(ALL);
    this.#hints.tell(ALL);
  }

  /** Hear when something was stored, here or in another tab. */
  onStored(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #hear(id: string): void {
    if (id === ALL) {
      this.tab.forgetAll();
    }
    for (const keeper of this.#keepers) {
      if (id === ALL) {
        keeper.forget();
      } else if (keeper.id === id) {
        void keeper.refresh();
      }
    }
    this.#announce();
  }

  #announce(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }

  #lookAgain(): void {
    for (const keeper of this.#keepers) {
      void keeper.refresh();
    }
    this.#announce();
  }
}

/** Tell the keeper of a pane's document what the reader does to it. */
export function follow(pane: Pane, keeper: () => Keeper | null): void {
  pane.onChange(() => keeper()?.edited());
  pane.elements.clock.addEventListener("change", () => keeper()?.edited());
  pane.onDeed((deed) => keeper()?.keepVersion(deed));
}
