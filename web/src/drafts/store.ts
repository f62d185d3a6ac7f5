/**
 * Keeps documents and their versions. Each save is one transaction, which looks first whether
 * another tab has saved meanwhile: if so, the other's text becomes a version in that same
 * transaction. So whatever was kept once is the document's text, or one of its versions, until
 * somebody who has seen it goes on from it.
 */

import type { Files, ProgramDocument } from "../document/document.ts";
import { type Database, type StoreName, answer } from "./database.ts";
import {
  type Cause,
  type KeptDocument,
  type Version,
  examine,
  examineVersion,
  isPlayId,
  sameContent,
  seal,
  sealVersion,
} from "./records.ts";
import { surplus, tooMany } from "./thinning.ts";
import { TroubleError } from "./trouble.ts";

/** Who comes back to a program after this long may want it as it was, in milliseconds. */
const PAUSE = 180_000;

/** What is left of a deleted program goes after this long, in milliseconds: no tab has it any more. */
const DELETED = 30 * 86_400_000;

export type NewVersion = {
  readonly content: ProgramDocument;
  readonly at: number;
  readonly cause: Cause;
};

export type Save = {
  readonly id: string;
  readonly content: ProgramDocument | null;
  readonly original: Files;
  readonly link: string | null;
  /** The revision that the text is built on; 0 for none. */
  readonly base: number;
  /** The page that saves. */
  readonly saver: string;
  /** To be kept along with it. */
  readonly versions?: readonly NewVersion[];
};

export type Saved = {
  readonly document: KeptDocument;
  /** What another tab had saved meanwhile: a version now. */
  readonly other: Version | null;
};

export type Read = {
  readonly document: KeptDocument | null;
  /** What was found instead of a document, and has been put aside, as text. */
  readonly damaged: string | null;
};

type Stores = (name: StoreName) => IDBObjectStore;

/** Every method throws a TroubleError where the browser fails. */
export class DraftStore {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  /** A damaged record is put aside, and found there from then on. */
  async read(id: string): Promise<Read> {
    const raw = await this.#database.transact("readonly", (store) =>
      answer<unknown>(store("documents").get(id)),
    );
    const found = examine(id, raw);
    switch (found.kind) {
      case "document":
        return { document: found.document, damaged: null };
      case "nothing":
        return { document: null, damaged: null };
      case "newer":
        throw new TroubleError({ kind: "newer" });
      case "damaged":
        await this.#database.transact("readwrite", (store) => this.#readToWrite(store, id));
        return { document: null, damaged: asText(raw) };
    }
  }

  /** The reader's own programs, the last one first; not the deleted. What can't be read is left out. */
  async list(): Promise<readonly KeptDocument[]> {
    return (await this.all())
      .filter(({ id, content }) => content !== null && isPlayId(id))
      .sort((one, other) => other.savedAt - one.savedAt);
  }

  /** Every document that can be read. */
  async all(): Promise<readonly KeptDocument[]> {
    const [keys, raws] = await this.#database.transact("readonly", (store) =>
      Promise.all([
        answer(store("documents").getAllKeys()),
        answer<unknown[]>(store("documents").getAll()),
      ]),
    );
    return keys.flatMap((key, at) => {
      const found = examine(String(key), raws[at]);
      return found.kind === "document" ? [found.document] : [];
    });
  }

  async save({ id, content, original, link, base, saver, versions = [] }: Save): Promise<Saved> {
    const now = this.#now();
    return this.#database.transact("readwrite", async (store) => {
      const before = await this.#readToWrite(store, id);
      const seen = before === null || before.revision === base || before.saver === saver;
      const replaced =
        before === null || before.content === null || sameContent(before.content, content)
          ? null
          : { document: id, at: before.savedAt, content: before.content };
      const other = seen || replaced === null ? null : sealVersion({ ...replaced, cause: "tab" });
      // Undone, or emptied: whoever goes on from there leaves no other trace of it.
      const rested = seen && replaced !== null && (content === null || now - replaced.at > PAUSE);
      const document = seal({
        id,
        revision: Math.max(before?.revision ?? 0, base) + 1,
        savedAt: now,
        saver,
        content,
        original,
        link,
      });
      await answer(store("documents").put(document));
      await this.#append(store, id, [
        ...versions,
        ...(rested ? [{ ...replaced, cause: "pause" as const }] : []),
        ...(other === null ? [] : [other]),
      ]);
      return { document, other };
    });
  }

  /** Keep versions, and leave the document as it is. */
  async append(id: string, versions: readonly NewVersion[]): Promise<void> {
    await this.#database.transact("readwrite", (store) => this.#append(store, id, versions));
  }

  /** The newest first. */
  async versions(id: string): Promise<readonly Version[]> {
    const raws = await this.#database.transact("readonly", (store) =>
      answer<unknown[]>(store("versions").index("document").getAll(id)),
    );
    return raws.flatMap((raw) => examineVersion(raw) ?? []).sort((one, other) => other.at - one.at);
  }

  /** Those of every document, the newest first. */
  async allVersions(): Promise<ReadonlyMap<string, readonly Version[]>> {
    const raws = await this.#database.transact("readonly", (store) =>
      answer<unknown[]>(store("versions").getAll()),
    );
    const versions = raws.flatMap((raw) => examineVersion(raw) ?? []);
    return Map.groupBy(
      versions.sort((one, other) => other.at - one.at),
      ({ document }) => document,
    );
  }

  /** What was put aside because it could not be read, as text. */
  async aside(): Promise<readonly string[]> {
    const raws = await this.#database.transact("readonly", (store) =>
      answer<unknown[]>(store("aside").getAll()),
    );
    return raws.map(asText);
  }

  /** Remove what is left of programs that were deleted long ago. */
  async tidy(): Promise<void> {
    const long = this.#now() - DELETED;
    const gone = (await this.all()).filter(
      ({ id, content, savedAt }) => content === null && isPlayId(id) && savedAt < long,
    );
    for (const { id, revision } of gone) {
      await this.#database.transact("readwrite", async (store) => {
        const now = await this.#readToWrite(store, id);
        if (now?.revision === revision) {
          await answer(store("documents").delete(id));
          const keys = await answer(store("versions").index("document").getAllKeys(id));
          await Promise.all(keys.map((key) => answer(store("versions").delete(key))));
        }
      });
    }
  }

  /** Remove all of it. */
  async clear(): Promise<void> {
    await this.#database.transact("readwrite", async (store) => {
      await Promise.all(
        (["documents", "versions", "aside"] as const).map((name) => answer(store(name).clear())),
      );
    });
  }

  /** What stands there, in a transaction that will write over it: what can't be read is put aside. */
  async #readToWrite(store: Stores, id: string): Promise<KeptDocument | null> {
    const raw = await answer<unknown>(store("documents").get(id));
    const found = examine(id, raw);
    switch (found.kind) {
      case "document":
        return found.document;
      case "nothing":
        return null;
      case "newer":
        throw new TroubleError({ kind: "newer" });
      case "damaged":
        await answer(store("aside").add({ id, at: this.#now(), found: raw }));
        await answer(store("documents").delete(id));
        return null;
    }
  }

  async #append(store: Stores, id: string, versions: readonly NewVersion[]): Promise<void> {
    if (versions.length === 0) {
      return;
    }
    const [keys, raws] = await Promise.all([
      answer(store("versions").index("document").getAllKeys(id)),
      answer<unknown[]>(store("versions").index("document").getAll(id)),
    ]);
    const kept = keys.flatMap((key, at) => {
      const version = examineVersion(raws[at]);
      return version === null ? [] : [{ key, fresh: false, ...agedOf(version) }];
    });
    // The imported come last: they take free places, and nobody's.
    const imported = (one: NewVersion) => Number(one.cause === "import");
    for (const one of [...versions].sort((a, b) => imported(a) - imported(b))) {
      const version = sealVersion({ document: id, ...one });
      const aged = agedOf(version);
      const known = kept.some(({ hash }) => hash === version.hash);
      if (!known && (one.cause !== "import" || !tooMany([...kept, aged]))) {
        kept.push({ key: await answer(store("versions").add(version)), fresh: true, ...aged });
      }
    }
    for (const { key } of surplus(kept, this.#now())) {
      await answer(store("versions").delete(key));
    }
  }
}

function agedOf({ at, cause, content, hash }: Version) {
  const precious = cause === "tab" || cause === "closed";
  return { at, hash, bytes: JSON.stringify(content).length, precious };
}

function asText(raw: unknown): string {
  try {
    return JSON.stringify(raw, null, 2) ?? String(raw);
  } catch {
    return String(raw);
  }
}
