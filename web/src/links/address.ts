/** Whole addresses, for somebody else's browser. */

import type { ProgramDocument } from "../document/document.ts";
import { encodeLink } from "./codec.ts";

/** The address of the site's folder: links lead there from wherever a pane is embedded. */
export function siteAddress(): string {
  return new URL("./", document.baseURI).href;
}

/** The address that opens `program`. @throws TooLargeForLinkError */
export async function linkTo(program: ProgramDocument): Promise<string> {
  return `${siteAddress()}#${await encodeLink(program)}`;
}
