/**
 * Which document the playground shows.
 *
 *     nothing yet ──▶ own: the one this tab showed before, else the newest, else a fresh one
 *          └──link──▶ linked ──edit──▶ own          linked ──#/play──▶ own, as it was before
 *
 * What a link brings is a document of its own from the start, and is kept from its first edit on:
 * it takes nobody's place.
 */

import { MAIN, type ProgramDocument, sameFiles } from "../document/document.ts";
import { parseRoute } from "../handbook/route.ts";
import { checksum } from "../lib/checksum.ts";
import type { Pane } from "../pane/pane.ts";
import { type Drafts, follow } from "./drafts.ts";
import type { Keeper } from "./keeper.ts";
import { type KeptDocument, newPlayId } from "./records.ts";
import type { Read } from "./store.ts";
import { playSurface } from "./surfaces.ts";
import { type Trouble, troubleOf } from "./trouble.ts";

const NOTHING: Read = { document: null, damaged: null };

/** What became of a link. */
export type Arrival = {
  /** Whether the reader's own text stands there: they have edited what this link brought. */
  readonly edited: boolean;
  /** What they have made of it before, and is not shown. */
  readonly mine: KeptDocument | null;
};

export class Playground {
  readonly #drafts: Drafts;
  readonly #find: () => Pane;
  readonly #changed: (keeper: Keeper) => void;
  #pane: Pane | null = null;
  #keeper: Keeper | null = null;
  /** As the build has written it. */
  #starter: ProgramDocument = { title: MAIN, files: { [MAIN]: "" }, clock: "real" };
  /** One after the other: each change of document saves the one before. */
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * @param find brings the playground's pane to life.
   * @param changed hears how it stands with the document that is shown.
   */
  constructor(drafts: Drafts, find: () => Pane, changed: (keeper: Keeper) => void) {
    this.#drafts = drafts;
    this.#find = find;
    this.#changed = changed;
  }

  get keeper(): Keeper | null {
    return this.#keeper;
  }

  get pane(): Pane {
    return this.#find();
  }

  /** Its pane has come to life. Resolves when the reader's program stands in it. */
  async attach(pane: Pane): Promise<void> {
    this.#pane = pane;
    this.#starter = { title: MAIN, files: pane.original, clock: "real" };
    follow(pane, () => this.#keeper);
    // A link says by itself when it has come to nothing.
    if (parseRoute(location.hash)?.kind !== "shared") {
      await this.arrive();
    }
  }

  /** The reader has come to the playground, for no link's sake. */
  arrive(): Promise<void> {
    return this.#next(async () => {
      if (this.#keeper === null || (this.#keeper.link !== null && !this.#edited)) {
        await this.#openOwn();
      }
    });
  }

  /** Show one of the reader's programs. */
  open(id: string): Promise<void> {
    return this.#next(async () => {
      if (this.#keeper?.id !== id) {
        await this.#leave();
        const read = await this.#read(id);
        await this.#setAside();
        await this.#show(id, read);
      }
    });
  }

  /** Begin another program. */
  begin(): Promise<void> {
    return this.#next(async () => {
      if (parseRoute(location.hash)?.kind === "shared") {
        // The link would be there again after a reload, and not what is begun now.
        location.hash = "#/play";
      }
      await this.#leave();
      if (this.#typedEarly) {
        await this.#show(newPlayId(), NOTHING);
      } else {
        await this.#fresh(this.#starter, newPlayId(), null);
      }
    });
  }

  /**
   * Show what a link brings, or what was made of it in this tab before.
   * @param hash the link, without "#".
   */
  openLinked(hash: string, program: ProgramDocument): Promise<Arrival> {
    return this.#next(async () => {
      const link = checksum(hash);
      if (this.#keeper === null && this.#typedEarly) {
        // It is a program of its own: what a link brings must not take its place.
        await this.#show(newPlayId(), NOTHING);
      }
      if (this.#keeper?.link !== link) {
        const mine = await this.#madeOf(link);
        const before = this.#keeper === null ? this.#shownMadeOf(link, mine) : null;
        if (before !== null) {
          const read = await this.#read(before);
          await this.#setAside();
          await this.#show(before, read);
        } else {
          await this.#leave();
          await this.#setAside();
          await this.#fresh(program, newPlayId(), link);
          return { edited: false, mine };
        }
      }
      return { edited: this.#edited, mine: null };
    });
  }

  /** Whether the reader has made something of what is shown. */
  get #edited(): boolean {
    return this.#keeper !== null && (this.#keeper.keptAt !== null || this.#keeper.unsaved !== null);
  }

  async #openOwn(): Promise<void> {
    const { tab, store } = this.#drafts;
    await this.#leave();
    if (tab.shown !== null) {
      const read = await this.#read(tab.shown);
      const rescued = tab.rescued.has(tab.shown);
      if ("kind" in read || read.document?.content != null || read.damaged !== null || rescued) {
        if (this.#typedEarly) {
          // A program of its own: the other one is among “My programs”.
          await this.#show(newPlayId(), "kind" in read ? read : NOTHING);
        } else {
          await this.#show(tab.shown, read);
        }
        return;
      }
    }
    const newest = await store.list().then(
      ([first]) => first ?? null,
      (error: unknown) => troubleOf(error),
    );
    if (newest !== null && "content" in newest && !this.#typedEarly) {
      await this.#show(newest.id, { document: newest, damaged: null });
    } else {
      const read = newest !== null && "kind" in newest ? newest : NOTHING;
      await this.#show(newPlayId(), read);
    }
  }

  /** Typed before it was known which document it belongs to. */
  get #typedEarly(): boolean {
    const { editor, original } = this.#live;
    return this.#keeper === null && !sameFiles(editor.files, original);
  }

  /** What was typed while another program was on its way becomes a program of its own. */
  async #setAside(): Promise<void> {
    while (this.#typedEarly) {
      await this.#show(newPlayId(), NOTHING);
      await this.#leave();
    }
  }

  /** Keep a document whose text is about to come, or stands there already. */
  async #show(id: string, read: Read | Trouble): Promise<void> {
    const stored = "kind" in read ? null : read.document;
    const link = stored?.link ?? this.#drafts.tab.rescued.get(id)?.link ?? null;
    const keeper = this.#bind(id, link);
    this.#drafts.tab.shown = id;
    await keeper.open(read);
  }

  async #fresh(program: ProgramDocument, id: string, link: string | null): Promise<void> {
    this.#live.open(program);
    const keeper = this.#bind(id, link);
    if (link === null) {
      this.#drafts.tab.shown = id;
    }
    await keeper.open(NOTHING);
  }

  #bind(id: string, link: string | null): Keeper {
    this.#live.supplying.begin(link !== null);
    const keeper = this.#drafts.keep(id, playSurface(this.#live), link, (one) => {
      if (this.#keeper === one) {
        this.#follow(one);
      }
    });
    this.#keeper = keeper;
    return keeper;
  }

  /** What a link brought and was edited is the reader's own. */
  #follow(keeper: Keeper): void {
    const pane = this.#live;
    if (this.#edited) {
      this.#drafts.tab.shown = keeper.id;
    }
    const shared = keeper.link !== null && !this.#edited;
    pane.name(pane.title, shared ? `Shared program: ${pane.title}` : pane.title);
    this.#changed(keeper);
  }

  async #leave(): Promise<void> {
    const keeper = this.#keeper;
    if (keeper !== null) {
      const released = this.#drafts.release(keeper);
      this.#keeper = null;
      // At once: nothing of it may be taken for an edit of what comes, and what is typed while it is
      // saved belongs to it no more.
      this.#live.open(this.#starter);
      await released;
    }
  }

  async #read(id: string): Promise<Read | Trouble> {
    try {
      return await this.#drafts.store.read(id);
    } catch (error) {
      return troubleOf(error);
    }
  }

  async #madeOf(link: string): Promise<KeptDocument | null> {
    const programs = await this.#drafts.store.list().catch(() => []);
    return programs.find((one) => one.link === link) ?? null;
  }

  /** The document that this tab has shown before, if it was made of the link. */
  #shownMadeOf(link: string, mine: KeptDocument | null): string | null {
    const { shown, rescued } = this.#drafts.tab;
    const made = shown !== null && (mine?.id === shown || rescued.get(shown)?.link === link);
    return made ? shown : null;
  }

  get #live(): Pane {
    this.#pane ??= this.#find();
    return this.#pane;
  }

  #next<T>(job: () => Promise<T>): Promise<T> {
    // Its pane first: it attaches itself, and that comes first.
    void this.#live;
    const done = this.#turn.then(job);
    this.#turn = done.catch(() => {});
    return done;
  }
}
