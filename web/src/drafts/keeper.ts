/**
 * Keeps one document while it is on the page.
 *
 *     reading ──▶ untouched ──edit──▶ unsaved ──▶ kept ──edit──▶ unsaved ...
 *        └────────────failure──────────┴──▶ unkept ──the next attempt succeeds──▶ kept
 *
 * Nothing is written before what is kept could be read. A text that could not be kept stays in the
 * editor and with the tab (tab.ts).
 */

import type { Files, ProgramDocument } from "../document/document.ts";
import { sameFiles } from "../document/document.ts";
import {
  type Cause,
  type KeptDocument,
  type Version,
  sameContent,
  sealVersion,
} from "./records.ts";
import type { DraftStore, NewVersion, Read } from "./store.ts";
import { MOST_RESCUED, type Rescued, type Tab } from "./tab.ts";
import { type Trouble, TroubleError, troubleOf } from "./trouble.ts";

/** From the first change to its saving, in milliseconds. Not from the last: who types on is saved, too. */
export const WINDOW = 400;

/** After a failure it is tried again by itself, at first soon and then less often, in milliseconds. */
const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;

/** Where the document is seen and edited. */
export type Surface = {
  /** What stands there; null for the handbook's own text. */
  content(): ProgramDocument | null;
  /** What stood there before the reader touched it. */
  pristine(): ProgramDocument | null;
  /** What Reset brings back. */
  original(): Files;
  show(content: ProgramDocument | null, showing: Showing): void;
};

export type Showing = {
  /** Whether undo brings back what stood there. */
  readonly undoable: boolean;
  /** What Reset brings back, where that has only just been read. */
  readonly original?: Files | undefined;
};

export type Keeping =
  | { readonly kind: "reading" }
  | { readonly kind: "untouched" }
  | { readonly kind: "unsaved" }
  | { readonly kind: "kept"; readonly at: number }
  | { readonly kind: "unkept"; readonly trouble: Trouble };

/** What the reader should know, until they have chosen. */
export type Notice =
  | { readonly kind: "conflict"; readonly other: Version }
  | { readonly kind: "damaged"; readonly text: string };

export type KeeperServices = {
  readonly store: DraftStore;
  readonly tab: Tab;
  /** This keeper, among all that save: what is left of another one is a conflict. */
  readonly saver: string;
  /** Other tabs may want to look. */
  readonly tell: (id: string) => void;
  readonly window?: number;
};

export class Keeper {
  readonly id: string;
  readonly link: string | null;
  readonly #surface: Surface;
  readonly #services: KeeperServices;
  readonly #changed: () => void;
  /** What is stored, as this page has seen it last. */
  #base: KeptDocument | null = null;
  /** That, as the editor shows it: the ends of its lines may be others. */
  #baseline: ProgramDocument | null;
  #keeping: Keeping = { kind: "reading" };
  #notice: Notice | null = null;
  /** Whether it is known what is stored. */
  #read = false;
  #pending: readonly NewVersion[] = [];
  #work: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #patience = FIRST_RETRY;
  #showing = false;
  /** Whether what the tab has of it stands here, or is among what waits to be saved. */
  #tookOver = false;
  /** The revision that a text of the tab is built on, until it is known what is stored. */
  #builtOn = 0;
  /** What stood there when the surface went to another document. */
  #last: { readonly content: ProgramDocument | null; readonly original: Files } | null = null;

  /**
   * @param link the checksum of the link that the program came in.
   * @param changed hears of each change of what `keeping` and `notice` say.
   */
  constructor(
    id: string,
    surface: Surface,
    services: KeeperServices,
    link: string | null,
    changed: () => void,
  ) {
    this.id = id;
    this.link = link;
    this.#surface = surface;
    this.#services = services;
    this.#changed = changed;
    this.#baseline = surface.pristine();
  }

  get keeping(): Keeping {
    return this.#keeping;
  }

  get notice(): Notice | null {
    return this.#notice;
  }

  /** When the reader's text was kept last; null if nothing is. */
  get keptAt(): number | null {
    return this.#base?.content == null ? null : this.#base.savedAt;
  }

  /** What the document was before it was edited, according to what is stored. */
  get editedFrom(): Files | null {
    return this.#base?.content == null ? null : this.#base.original;
  }

  /** What stands in the editor, and is kept nowhere but with the tab. */
  get unsaved(): ProgramDocument | null {
    return this.#dirty() ? this.#content() : null;
  }

  /**
   * Look at what is stored, and show it.
   * @param known what a look has found just now, or how it failed.
   */
  open(known?: Read | Trouble): Promise<void> {
    return this.#next(() => this.#open(known));
  }

  /** The text has changed, or may have. */
  edited(): void {
    if (this.#showing || this.#last !== null || this.#keeping.kind === "reading") {
      return;
    }
    if (!this.#dirty()) {
      this.#rest();
      return;
    }
    if (this.#keeping.kind !== "unkept") {
      this.#become({ kind: "unsaved" });
    }
    this.#timer ??= setTimeout(() => void this.flush(), this.#services.window ?? WINDOW);
  }

  /** Save now. Resolves when it is kept, or known that it can't be. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    this.#timer = undefined;
    return this.#next(() => this.#save());
  }

  /** The page may be gone in a moment: what is not kept yet goes to the tab at once. */
  rescue(): void {
    if (this.#dirty()) {
      this.#toTab();
    }
    void this.flush();
  }

  /** Keep what stands there as a version, because something is about to happen to it. */
  keepVersion(cause: Cause): void {
    const content = this.#content();
    if (content === null || this.#keeping.kind === "reading") {
      return;
    }
    if (this.#base?.content != null || this.#dirty()) {
      this.#pending = [...this.#pending, { content, at: Date.now(), cause }];
      void this.flush();
    }
  }

  /** Put another text in its place; this one becomes a version. */
  replace(content: ProgramDocument | null, cause: Cause): void {
    if (this.#last !== null) {
      return; // another document stands there by now
    }
    this.keepVersion(cause);
    this.#surface.show(content, { undoable: true });
    this.dismiss();
    this.edited();
  }

  /** The reader has made up their mind. */
  dismiss(): void {
    this.#notice = null;
    this.#changed();
  }

  /** Another page may have saved it. Shown only where nothing would be lost by that. */
  refresh(): Promise<void> {
    return this.#next(() => this.#refresh());
  }

  /** All that was stored is gone, as the reader wished; what stands there stays. */
  forget(): void {
    this.#base = null;
    this.#builtOn = 0;
    this.#pending = [];
    this.#baseline = this.#content();
    this.#services.tab.forget(this.id);
    this.#rest();
  }

  /**
   * The surface goes to another document: save what stands there, and touch it no more. It is tried
   * once: another keeper may have the document soon. What can't be kept stays with the tab.
   */
  close(): Promise<void> {
    this.#last = { content: this.#surface.content(), original: this.#surface.original() };
    this.rescue();
    return this.#work;
  }

  // Looking

  async #open(known?: Read | Trouble): Promise<void> {
    if (this.#read || this.#last !== null) {
      return;
    }
    const { rescued: all } = this.#services.tab;
    const rescued = this.#tookOver ? null : (all.get(this.id) ?? null);
    try {
      if (known !== undefined && "kind" in known) {
        throw new TroubleError(known);
      }
      const found = known ?? (await this.#services.store.read(this.id));
      if (this.#last === null) {
        this.#arrive(found, rescued);
      }
    } catch (error) {
      if (rescued !== null && this.#last === null && !this.#dirty()) {
        this.#takeOver(rescued);
        this.#builtOn = rescued.base;
        this.#show(rescued.content, rescued.original);
      }
      this.#fail(error);
    }
  }

  #arrive({ document, damaged }: Read, rescued: Rescued | null): void {
    this.#read = true;
    // Typed before it was known what is stored: it stays, and undo brings the other back.
    const early = this.#dirty() ? { content: this.#content() } : null;
    const before = document?.content ?? null;
    if (document !== null) {
      this.#base = document;
      if (document.content !== null || early === null) {
        this.#show(document.content, document.original, early !== null);
      }
      this.#baseline = document.content === null ? this.#baseline : this.#content();
    }
    if (damaged !== null) {
      this.#notice = { kind: "damaged", text: damaged };
    }
    if (early !== null) {
      this.#show(early.content, undefined, true);
      if (before !== null && !sameContent(before, early.content)) {
        const at = document?.savedAt ?? Date.now();
        const version = { content: before, at, cause: "open" as const };
        this.#later(version);
        if (this.#builtOn !== document?.revision) {
          this.#notice = {
            kind: "conflict",
            other: sealVersion({ document: this.id, ...version }),
          };
        }
      }
    }
    if (rescued !== null) {
      this.#takeRescued(rescued, early === null, before, document?.revision ?? 0);
    }
    this.#become({ kind: "untouched" });
    this.#settle();
  }

  /** A text that the tab had to keep; where somebody has saved since, it is one to choose. */
  #takeRescued(
    rescued: Rescued,
    undisturbed: boolean,
    before: ProgramDocument | null,
    revision: number,
  ): void {
    const { content, at, base } = rescued;
    this.#takeOver(rescued);
    if (sameContent(content, before)) {
      if (rescued.versions.length === 0) {
        this.#services.tab.forget(this.id);
      }
    } else if (undisturbed && base === revision) {
      this.#show(content, rescued.original);
    } else if (content !== null && !sameContent(content, this.#content())) {
      const version = { content, at, cause: "closed" as const };
      this.#later(version);
      this.#notice = { kind: "conflict", other: sealVersion({ document: this.id, ...version }) };
    }
  }

  async #refresh(): Promise<void> {
    if (!this.#read || this.#last !== null) {
      return;
    }
    try {
      const { document } = await this.#services.store.read(this.id);
      if (this.#last !== null) {
        return;
      }
      if (document === null) {
        if (this.#base !== null && !this.#dirty()) {
          this.#base = null;
          this.#rest();
        }
      } else if (document.revision > (this.#base?.revision ?? 0) && !this.#dirty()) {
        this.#base = document;
        this.#show(document.content);
        this.#baseline = this.#content();
        this.#rest();
      }
    } catch {
      // Saving will tell.
    }
  }

  // Saving

  async #save(): Promise<void> {
    if (!this.#read && this.#last === null) {
      await this.#open();
    }
    // Closed before it could be read: what is stored becomes a version, as another tab's would.
    if (!this.#read && this.#last === null) {
      return;
    }
    const content = this.#content();
    const dirty = this.#dirty();
    if (!dirty && this.#pending.length === 0) {
      return;
    }
    this.#takeOverUnseen();
    const versions = this.#pending;
    try {
      if (dirty) {
        await this.#write(content, versions);
      } else {
        await this.#services.store.append(this.id, versions);
      }
      this.#pending = this.#pending.filter((one) => !versions.includes(one));
      this.#patience = FIRST_RETRY;
      if (this.#dirty()) {
        this.#toTabIfThere();
      } else {
        this.#services.tab.forget(this.id);
      }
      this.#become({ kind: "untouched" });
      this.#settle();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #write(content: ProgramDocument | null, versions: readonly NewVersion[]): Promise<void> {
    const { store, saver, tell } = this.#services;
    const { document, other } = await store.save({
      id: this.id,
      content,
      original: this.#last?.original ?? this.#surface.original(),
      link: this.link,
      base: this.#base?.revision ?? this.#builtOn,
      saver,
      versions,
    });
    this.#base = document;
    this.#baseline = content;
    if (other !== null) {
      this.#notice = { kind: "conflict", other };
    }
    tell(this.id);
  }

  #fail(error: unknown): void {
    if (this.#dirty()) {
      this.#toTab();
    }
    const trouble = troubleOf(error);
    this.#become({ kind: "unkept", trouble });
    if (this.#last === null && trouble.kind !== "denied" && trouble.kind !== "newer") {
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => void this.flush(), this.#patience);
      this.#patience = Math.min(2 * this.#patience, LAST_RETRY);
    }
  }

  #toTab(): void {
    this.#takeOverUnseen();
    // From now on what the tab has is from here: an older state of what is typed, no other text.
    this.#tookOver = true;
    this.#services.tab.rescue(this.id, {
      content: this.#content(),
      original: this.#last?.original ?? this.#surface.original(),
      link: this.link,
      base: this.#base?.revision ?? this.#builtOn,
      at: Date.now(),
      versions: this.#pending.filter(({ cause }) => cause !== "run").slice(-MOST_RESCUED),
    });
  }

  /** What the tab has is another text, and nothing of it stands here: it must not be lost by that. */
  #takeOverUnseen(): void {
    const rescued = this.#services.tab.rescued.get(this.id);
    if (this.#tookOver || rescued === undefined) {
      return;
    }
    this.#takeOver(rescued);
    const { content, at } = rescued;
    if (content !== null && !sameContent(content, this.#content())) {
      const version = { content, at, cause: "closed" as const };
      this.#later(version);
      this.#notice = { kind: "conflict", other: sealVersion({ document: this.id, ...version }) };
    }
  }

  #takeOver({ versions }: Rescued): void {
    this.#tookOver = true;
    this.#pending = [...versions, ...this.#pending];
  }

  /** What the tab has is built on an older revision now. */
  #toTabIfThere(): void {
    if (this.#services.tab.rescued.has(this.id)) {
      this.#toTab();
    }
  }

  // State

  #content(): ProgramDocument | null {
    return this.#last === null ? this.#surface.content() : this.#last.content;
  }

  #dirty(): boolean {
    const content = this.#content();
    if (content !== null && this.#baseline !== null && this.#base === null) {
      // Another kind of time alone makes no program of the reader's own.
      const { title, files } = this.#baseline;
      return content.title !== title || !sameFiles(content.files, files);
    }
    return !sameContent(content, this.#baseline);
  }

  /** @param undoable not what the reader has never seen to be otherwise: undo would take it away. */
  #show(content: ProgramDocument | null, original?: Files, undoable = false): void {
    this.#showing = true;
    this.#surface.show(content, { original, undoable });
    this.#showing = false;
  }

  #later(version: NewVersion): void {
    this.#pending = [...this.#pending, version];
  }

  /** Go on with what is not saved yet, or rest. */
  #settle(): void {
    this.edited();
    if (this.#pending.length > 0 && this.#timer === undefined) {
      this.#timer = setTimeout(() => void this.flush(), this.#services.window ?? WINDOW);
    }
  }

  #rest(): void {
    if (this.#keeping.kind !== "unkept" || this.#read) {
      const at = this.keptAt;
      this.#become(at === null ? { kind: "untouched" } : { kind: "kept", at });
    }
  }

  #become(keeping: Keeping): void {
    this.#keeping = keeping;
    this.#changed();
  }

  /** One after the other: what one has found out, the next one builds on. */
  #next(job: () => Promise<void>): Promise<void> {
    const done = this.#work.then(job);
    this.#work = done.catch(() => {});
    return done;
  }
}
