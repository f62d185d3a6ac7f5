/**
 * Programs in links. What comes out is what went in: CRLF, NUL and half surrogate pairs too. What
 * the editor makes of those is the editor's: it has one kind of line end.
 */

import * as v from "valibot";
import { ForeignDocument, MAIN, MAX_TITLE, type ProgramDocument } from "../document/document.ts";
import { DamagedLinkError, pack, unpack } from "./pack.ts";

export { DamagedLinkError, TooLargeForLinkError } from "./pack.ts";

/**
 * The hash, without "#", that carries `program`.
 * @throws TooLargeForLinkError
 */
export async function encodeLink({ title, files, clock }: ProgramDocument): Promise<string> {
  // A program without a title is called that anyway.
  const named = title === undefined || title === MAIN ? {} : { title: title.slice(0, MAX_TITLE) };
  return pack({ ...named, files, clock } satisfies ProgramDocument);
}

/**
 * The program in a hash, without "#".
 * @throws DamagedLinkError when there is none.
 */
export async function decodeLink(hash: string): Promise<ProgramDocument> {
  const program = v.safeParse(ForeignDocument, await unpack(hash));
  if (!program.success) {
    throw new DamagedLinkError("This link is whole, but what it holds is not a program.");
  }
  return program.output;
}
