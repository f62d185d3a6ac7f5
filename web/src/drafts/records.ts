/**
 * What is kept of the reader's programs: a record for each document, and its older versions. What
 * comes back from the browser is hostile until it is checked: its shape, and a checksum.
 */

import * as v from "valibot";
import { FileName, type Files, ProgramDocument, sameFiles } from "../document/document.ts";
import { assertNever } from "../lib/assert.ts";
import { checksum } from "../lib/checksum.ts";

/** A record of a higher format was written by a newer version of the page. */
export const FORMAT = 1;

const HANDBOOK = "handbook:";
const PLAY = "play:";

/** `handbook:<program id>`, or `play:<random id>` for a program of the reader's own. */
export const DocumentId = v.pipe(v.string(), v.regex(/^(handbook|play):[\w.-]{1,100}$/));

export function handbookId(program: string): string {
  return HANDBOOK + program;
}

export function newPlayId(): string {
  // Not randomUUID(): plain http has none.
  const random = crypto.getRandomValues(new Uint32Array(3));
  return PLAY + Array.from(random, (number) => number.toString(36)).join("");
}

export function isPlayId(id: string): boolean {
  return id.startsWith(PLAY);
}

/** The name of a handbook program, or null for the reader's own. */
export function handbookProgram(id: string): string | null {
  return id.startsWith(HANDBOOK) ? id.slice(HANDBOOK.length) : null;
}

const Files = v.record(FileName, v.string());
const Time = v.pipe(v.number(), v.finite());

export const KeptDocument = v.strictObject({
  format: v.literal(FORMAT),
  id: DocumentId,
  /** Counts the saves: who saves says on which of them the text is built. */
  revision: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  savedAt: Time,
  /** The page that saved it. */
  saver: v.string(),
  /** Null: the handbook's own text again, or a program that was deleted. */
  content: v.nullable(ProgramDocument),
  /** What Reset brings back: the handbook's text when it was edited, or the program as it began. */
  original: Files,
  /** The checksum of the link that it came in. */
  link: v.nullable(v.string()),
  hash: v.string(),
});
export type KeptDocument = v.InferOutput<typeof KeptDocument>;

/** Why a version was kept. */
export const CAUSES = [
  "run",
  "pause",
  "reset",
  "cure",
  "open",
  "import",
  "delete",
  "restore",
  "tab",
  "closed",
] as const;
export type Cause = (typeof CAUSES)[number];

export const Version = v.strictObject({
  document: DocumentId,
  at: Time,
  cause: v.picklist(CAUSES),
  content: ProgramDocument,
  hash: v.string(),
});
export type Version = v.InferOutput<typeof Version>;

/** A document but for what saving it adds. */
export type Unsealed = Omit<KeptDocument, "format" | "hash">;

export function seal(document: Unsealed): KeptDocument {
  return { format: FORMAT, ...document, hash: hashOf(document.content, document.original) };
}

export function sealVersion(version: Omit<Version, "hash">): Version {
  return { ...version, hash: hashOf(version.content) };
}

/** What was read under a key. */
export type Found =
  | { readonly kind: "nothing" }
  | { readonly kind: "document"; readonly document: KeptDocument }
  /** Of a newer version of the page: not to be touched. */
  | { readonly kind: "newer" }
  | { readonly kind: "damaged" };

export function examine(id: string, raw: unknown): Found {
  if (raw === undefined) {
    return { kind: "nothing" };
  }
  const newer = v.safeParse(v.object({ format: v.pipe(v.number(), v.minValue(FORMAT + 1)) }), raw);
  if (newer.success) {
    return { kind: "newer" };
  }
  const found = v.safeParse(KeptDocument, raw);
  return found.success &&
    found.output.id === id &&
    found.output.hash === hashOf(found.output.content, found.output.original)
    ? { kind: "document", document: found.output }
    : { kind: "damaged" };
}

/** Null for what is no version, or no longer whole. */
export function examineVersion(raw: unknown): Version | null {
  const found = v.safeParse(Version, raw);
  return found.success && found.output.hash === hashOf(found.output.content) ? found.output : null;
}

export function sameContent(one: ProgramDocument | null, other: ProgramDocument | null): boolean {
  if (one === null || other === null) {
    return one === other;
  }
  return (
    one.title === other.title && one.clock === other.clock && sameFiles(one.files, other.files)
  );
}

/** Why a version was kept, in the reader's words; empty where the time says enough. */
export function describeCause(cause: Cause): string {
  switch (cause) {
    case "run":
      return "as it was run";
    case "pause":
      return "";
    case "reset":
      return "before Reset";
    case "cure":
      return "before the cure";
    case "open":
      return "before another text took its place";
    case "import":
      return "imported";
    case "delete":
      return "before it was deleted";
    case "restore":
      return "before another version was restored";
    case "tab":
      return "from another tab";
    case "closed":
      return "from this tab, before it was closed";
    default:
      return assertNever(cause);
  }
}

function hashOf(content: ProgramDocument | null, original: Files = {}): string {
  const parts =
    content === null ? null : [content.title, Object.entries(content.files), content.clock];
  return checksum(JSON.stringify([parts, Object.entries(original)]));
}
