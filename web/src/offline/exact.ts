/** Exactly the bytes that a build was made with, or an error that says why not. */

import { assertNever } from "../lib/assert.ts";
import { sha256 } from "../lib/sha256.ts";
import { type SiteFile, addressOf, isHashNamed } from "./files.ts";

export type Fault =
  | { readonly kind: "unreachable" }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "different" }
  | { readonly kind: "noRoom" }
  | { readonly kind: "storage"; readonly message: string };

/** A file could not be fetched or stored. */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly file: SiteFile;
  readonly fault: Fault;

  constructor(file: SiteFile, fault: Fault) {
    super(describeFault(file, fault));
    this.file = file;
    this.fault = fault;
  }
}

/** Which file and why, for the reader. */
export function describeFault(file: SiteFile, fault: Fault): string {
  switch (fault.kind) {
    case "unreachable":
      return `${file.path} can't be fetched: the network or the server does not answer.`;
    case "refused":
      return `${file.path} is not on the server (HTTP ${fault.status}).`;
    case "different":
      return `${file.path} is not the file that this version of the site was made with.`;
    case "noRoom":
      return `${file.path} does not fit: the browser gives this site no more room.`;
    case "storage":
      return `${file.path} could not be stored: ${fault.message}.`;
    default:
      return assertNever(fault);
  }
}

/**
 * A file from the network. One with its hash in its name may come from the browser's own cache,
 * where the page that has just been loaded left it.
 * @throws FileError
 */
export async function fetchExact(file: SiteFile, scope: string): Promise<Response> {
  if (!isHashNamed(file.path)) {
    return fetchOnce(file, scope, "no-cache");
  }
  try {
    return await fetchOnce(file, scope, "force-cache");
  } catch {
    return fetchOnce(file, scope, "reload");
  }
}

async function fetchOnce(file: SiteFile, scope: string, cache: RequestCache): Promise<Response> {
  let response: Response;
  let bytes: ArrayBuffer;
  try {
    response = await fetch(addressOf(file.path, scope), { cache, credentials: "same-origin" });
    bytes = await response.arrayBuffer();
  } catch {
    throw new FileError(file, { kind: "unreachable" });
  }
  if (!response.ok) {
    throw new FileError(file, { kind: "refused", status: response.status });
  }
  if (!(await isExact(file, bytes))) {
    throw new FileError(file, { kind: "different" });
  }
  return new Response(bytes, { headers: lastingHeaders(response) });
}

/** What the host says of a file, without what it says of the transfer, which is over. */
export function lastingHeaders(response: Response): Headers {
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) {
    headers.delete(name);
  }
  return headers;
}

/** The response again if it is the file, byte for byte; else null. */
export async function checked(file: SiteFile, response: Response): Promise<Response | null> {
  try {
    const bytes = await response.arrayBuffer();
    return (await isExact(file, bytes)) ? new Response(bytes, { headers: response.headers }) : null;
  } catch {
    return null; // the browser itself could not read what it has stored
  }
}

async function isExact(file: SiteFile, bytes: ArrayBuffer): Promise<boolean> {
  if (bytes.byteLength !== file.bytes) {
    return false;
  }
  return (await sha256(bytes)) === file.sha256;
}
