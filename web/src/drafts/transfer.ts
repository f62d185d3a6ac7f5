/** All programs in one file, and back: to another browser, or after this one was emptied. */

import * as v from "valibot";
import { ForeignDocument, MAIN, ProgramDocument } from "../document/document.ts";
import {
  CAUSES,
  DocumentId,
  handbookProgram,
  isPlayId,
  newPlayId,
  sameContent,
} from "./records.ts";
import type { DraftStore, NewVersion } from "./store.ts";
import type { Rescued } from "./tab.ts";
import { MOST_VERSIONS } from "./thinning.ts";

/** More than any reader writes; a file that claims to be one must not fill the memory. */
const MOST_BYTES = 64 * 2 ** 20;
const FORMAT = 1;

const Time = v.pipe(v.number(), v.finite());
const Exported = v.strictObject({
  asyncarium: v.literal("programs"),
  format: v.literal(FORMAT),
  exportedAt: Time,
  documents: v.array(
    v.strictObject({
      id: DocumentId,
      /** Null: the handbook's own text; there are older versions of an edit. */
      content: v.nullable(ForeignDocument),
      original: ProgramDocument.entries.files,
      link: v.nullable(v.pipe(v.string(), v.maxLength(100))),
      savedAt: Time,
      versions: v.array(
        v.strictObject({ at: Time, cause: v.picklist(CAUSES), content: ForeignDocument }),
      ),
    }),
  ),
});
type Exported = v.InferOutput<typeof Exported>;
type ExportedDocument = Exported["documents"][number];

/** A file that can't be imported; the message is for the reader. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}

export type Imported = {
  readonly added: number;
  /** Were here already, the same. */
  readonly same: number;
  /** Were here with another text: the imported one is a program of its own. */
  readonly copies: number;
};

/** Texts that are not stored, by document. */
type Unkept = ReadonlyMap<string, Rescued>;

/** The reader's programs and edits, with their versions, as the text of a file. */
export async function exportAll(store: DraftStore, unkept: Unkept = new Map()): Promise<string> {
  const documents = new Map<string, ExportedDocument>();
  for (const [id, versions] of await store.allVersions()) {
    const [newest] = versions;
    // Where no document says what it was edited from, nobody asks for that.
    const original = newest?.content.files ?? { [MAIN]: "" };
    const kept = versions.map(({ at, cause, content }) => ({ at, cause, content }));
    const savedAt = newest?.at ?? 0;
    documents.set(id, { id, content: null, original, link: null, savedAt, versions: kept });
  }
  for (const { id, content, original, link, savedAt } of await store.all()) {
    const versions = documents.get(id)?.versions ?? [];
    documents.set(id, { id, content, original, link, savedAt, versions });
  }
  return textOf(withUnkept(documents, unkept));
}

/** What is not stored alone, where the rest can't be read. */
export function exportUnkept(unkept: Unkept): string {
  return textOf(withUnkept(new Map(), unkept));
}

function withUnkept(
  stored: ReadonlyMap<string, ExportedDocument>,
  unkept: Unkept,
): readonly ExportedDocument[] {
  const documents = new Map(stored);
  for (const [id, { content, original, link, at, versions }] of unkept) {
    const before = documents.get(id);
    const replaced =
      before === undefined || before.content === null
        ? []
        : [{ content: before.content, at: before.savedAt, cause: "closed" as const }];
    const all = [...versions, ...replaced, ...(before?.versions ?? [])];
    documents.set(id, { id, content, original, link, savedAt: at, versions: all });
  }
  // A deleted program is found nowhere on the page either.
  return [...documents.values()].filter(
    ({ id, content, versions }) => content !== null || (!isPlayId(id) && versions.length > 0),
  );
}

function textOf(documents: readonly ExportedDocument[], now: number = Date.now()): string {
  const exported: Exported = {
    asyncarium: "programs",
    format: FORMAT,
    exportedAt: now,
    documents: [...documents],
  };
  return JSON.stringify(exported, null, 1);
}

/** @throws ImportError */
export function readExported(text: string): Exported {
  if (text.length > MOST_BYTES) {
    throw new ImportError("This file is larger than 64 MB: it does not come from here.");
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new ImportError(
      "This is no file of “Export all”, or part of it is missing: it can’t be read as JSON.",
    );
  }
  const newer = v.safeParse(
    v.object({ asyncarium: v.literal("programs"), format: v.pipe(v.number(), v.minValue(2)) }),
    data,
  );
  if (newer.success) {
    throw new ImportError(
      "This file comes from a newer version of the page. Reload the page to get that version, then import it.",
    );
  }
  const found = v.safeParse(Exported, data);
  if (!found.success) {
    throw new ImportError("This is no file of “Export all”: something else stands in it.");
  }
  return found.output;
}

/**
 * Add what `text` holds to what is stored. Nothing that is here is written over.
 * @param stored hears of each document that was added.
 * @throws ImportError, TroubleError
 */
export async function importAll(
  store: DraftStore,
  text: string,
  saver: string,
  stored: (id: string) => void = () => {},
  now: number = Date.now(),
): Promise<Imported> {
  const counts = { added: 0, same: 0, copies: 0 };
  for (const one of readExported(text).documents) {
    if (one.content === null) {
      await store.append(one.id, isPlayId(one.id) ? [] : importedVersions(one.versions, now));
      continue;
    }
    const here = (await store.read(one.id)).document;
    const versions = importedVersions(one.versions, now);
    if (here !== null && sameContent(here.content, one.content)) {
      await store.append(one.id, versions);
      counts.same += 1;
      continue;
    }
    const free = here === null || here.content === null;
    const id = free ? one.id : newPlayId();
    const { original, link } = one;
    const content = free ? one.content : copyOf(one.id, one.content);
    const base = id === here?.id ? here.revision : 0;
    // Where another tab has saved since, its text becomes a version in the same transaction.
    await store.save({ id, content, original, link, base, saver, versions });
    stored(id);
    counts[free ? "added" : "copies"] += 1;
  }
  return counts;
}

/** The newest of them. What a file says of a time to come, or of what is precious, counts for nothing. */
function importedVersions(versions: readonly NewVersion[], now: number): readonly NewVersion[] {
  return versions
    .map(({ at, content }) => ({ at: Math.min(at, now), content, cause: "import" as const }))
    .sort((one, other) => other.at - one.at)
    .slice(0, MOST_VERSIONS);
}

/** An edit of the handbook's program is called as that is. */
function copyOf(id: string, content: ProgramDocument): ProgramDocument {
  const name = isPlayId(id) ? (content.title ?? MAIN) : (handbookProgram(id) ?? MAIN);
  return { ...content, title: `${name.slice(0, 180)} (imported)` };
}

export function describeImport({ added, same, copies }: Imported): string {
  const parts = [
    added === 1 ? "1 program imported" : `${added} programs imported`,
    ...(copies === 0
      ? []
      : [
          `${copies === 1 ? "1 more" : `${copies} more`} beside what you have of the same name, marked “(imported)”`,
        ]),
    ...(same === 0 ? [] : [`${same} ${same === 1 ? "was" : "were"} here already`]),
  ];
  return `${parts.join("; ")}.`;
}
