/**
 * What the tab itself remembers, over a reload: which program its playground shows, and texts that
 * could not be kept anywhere better. The page before IndexedDB kept all drafts here.
 */

import * as v from "valibot";
import { FileName, MAIN, ProgramDocument } from "../document/document.ts";
import { CAUSES, DocumentId, handbookId, newPlayId } from "./records.ts";

const SHOWN = "asyncarium.playground";
const RESCUED = "asyncarium.unkept";
/** Of the page before: read once, and taken over. */
const FORMER = "asyncarium.drafts";

/** So many versions of a document go along with its text. */
export const MOST_RESCUED = 10;

const Files = v.record(FileName, v.string());
const Time = v.pipe(v.number(), v.finite());

export const Rescued = v.strictObject({
  content: v.nullable(ProgramDocument),
  original: Files,
  link: v.nullable(v.string()),
  /** The revision that the text is built on; 0 for none. */
  base: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  at: Time,
  /** What stood there before, and could not be kept either; the oldest first. */
  versions: v.optional(
    v.array(v.strictObject({ content: ProgramDocument, at: Time, cause: v.picklist(CAUSES) })),
    [],
  ),
});
export type Rescued = v.InferOutput<typeof Rescued>;

const AllRescued = v.record(DocumentId, Rescued);
const Former = v.record(
  v.string(),
  v.strictObject({
    original: Files,
    files: v.pipe(
      Files,
      v.check((files) => Object.hasOwn(files, MAIN)),
    ),
  }),
);

export class Tab {
  readonly #rescued: Map<string, Rescued>;
  #shown: string | null;

  constructor() {
    this.#rescued = new Map(Object.entries(parse(RESCUED, AllRescued) ?? {}));
    const shown = v.safeParse(DocumentId, read(SHOWN));
    this.#shown = shown.success ? shown.output : null;
    this.#takeOver();
  }

  /** The program that the playground shows in this tab. */
  get shown(): string | null {
    return this.#shown;
  }

  set shown(id: string) {
    this.#shown = id;
    write(SHOWN, id);
  }

  /** The texts that are kept nowhere else, by document. */
  get rescued(): ReadonlyMap<string, Rescued> {
    return this.#rescued;
  }

  rescue(id: string, rescued: Rescued): void {
    this.#rescued.set(id, rescued);
    this.#write();
  }

  /** It is kept where it belongs. */
  forget(id: string): void {
    if (this.#rescued.delete(id)) {
      this.#write();
    }
  }

  /** All that was kept is gone, as the reader wished. */
  forgetAll(): void {
    this.#rescued.clear();
    this.#write();
  }

  #write(): void {
    write(RESCUED, JSON.stringify(Object.fromEntries(this.#rescued)));
  }

  #takeOver(): void {
    for (const [program, { original, files }] of Object.entries(parse(FORMER, Former) ?? {})) {
      const own = program === "playground";
      const id = own ? newPlayId() : handbookId(program);
      if (!v.is(DocumentId, id)) {
        continue;
      }
      const content = { title: own ? MAIN : program, files, clock: "real" as const };
      this.#rescued.set(id, {
        content,
        original,
        link: null,
        base: 0,
        at: Date.now(),
        versions: [],
      });
      if (own) {
        this.shown = id;
      }
    }
    if (read(FORMER) !== null) {
      this.#write();
      remove(FORMER);
    }
  }
}

function parse<S extends v.GenericSchema>(name: string, schema: S): v.InferOutput<S> | null {
  try {
    const found = v.safeParse(schema, JSON.parse(read(name) ?? "null"));
    return found.success ? found.output : null;
  } catch {
    return null;
  }
}

function read(name: string): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, text: string): void {
  try {
    sessionStorage.setItem(name, text);
  } catch {
    // Denied or full: it lasts as long as the page.
  }
}

function remove(name: string): void {
  try {
    sessionStorage.removeItem(name);
  } catch {
    // Denied: there was nothing.
  }
}
