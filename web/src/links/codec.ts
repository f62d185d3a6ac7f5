/**
 * Programs in links: `#v1.<payload>`, the payload being base64url of zlib-compressed JSON.
 *
 * zlib, because its checksum turns a damaged link into an error instead of another program.
 * Without "=" at the end, which some chats cut off. Decoding stops at 1 MiB: a short link may
 * claim to hold 50 MB.
 */

import * as v from "valibot";
import { CLOCK_MODES } from "../protocol.ts";

export const MAX_DECODED_BYTES = 1_048_576;
const PREFIX = "v1.";

export const SharedProgram = v.strictObject({
  title: v.optional(v.pipe(v.string(), v.maxLength(200))),
  files: v.pipe(
    v.record(v.pipe(v.string(), v.regex(/^[\w.-]{1,100}$/)), v.string()),
    v.check((files) => "main.py" in files, "a shared program needs a main.py"),
  ),
  clock: v.picklist(CLOCK_MODES),
});
export type SharedProgram = v.InferOutput<typeof SharedProgram>;

/** A link that holds no program any more; the message is for the reader. */
export class DamagedLinkError extends Error {
  override readonly name = "DamagedLinkError";
}

/** The hash, without "#", that carries `program`. */
export async function encodeLink(program: SharedProgram): Promise<string> {
  const json = new TextEncoder().encode(JSON.stringify(program));
  const packed = new Blob([json]).stream().pipeThrough(new CompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  return PREFIX + toBase64Url(bytes);
}

/** Whether a hash, without "#", is meant to be a shared program. */
export function isLink(hash: string): boolean {
  return /^v\d+\./.test(hash);
}

/**
 * The program in a hash, without "#".
 * @throws DamagedLinkError when there is none.
 */
export async function decodeLink(hash: string): Promise<SharedProgram> {
  if (!hash.startsWith(PREFIX)) {
    throw new DamagedLinkError("This link was made by a newer version of the page: reload it.");
  }
  // What messengers add behind a link: punctuation and white space.
  const payload = hash.slice(PREFIX.length).replace(/(%20|[\s.)>,])+$/, "");
  let data: unknown;
  try {
    data = JSON.parse(await inflate(fromBase64Url(payload)));
  } catch (error) {
    if (error instanceof DamagedLinkError) {
      throw error;
    }
    throw new DamagedLinkError("This link is damaged: part of it is missing or was changed.");
  }
  const program = v.safeParse(SharedProgram, data);
  if (!program.success) {
    throw new DamagedLinkError("This link is whole, but what it holds is not a program.");
  }
  return program.output;
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const reader = unpacked.getReader();
  let text = "";
  let total = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    total += chunk.value.length;
    if (total > MAX_DECODED_BYTES) {
      await reader.cancel();
      throw new DamagedLinkError("This link holds more than 1 MiB: that is no program.");
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
