/**
 * Data in a link: `v1.<payload>`, the payload being base64url of zlib-compressed JSON.
 *
 * zlib, because its checksum turns a damaged link into an error instead of other data. Nothing but
 * letters, digits, "-", "_" and ".", since messengers change or cut off the rest ("=" is one of
 * them). Decoding stops at 1 MiB: a short link may claim to hold 50 MB.
 */

export const MAX_DECODED_BYTES = 1_048_576;
const PREFIX = "v1.";
/** Text that can't be compressed at all makes a link of 1.4 million characters. */
const MAX_CHARACTERS = 1_500_000;
/** How often a link may have been percent-encoded on its way. */
const MOST_ENCODINGS = 3;

/** A link that holds no program any more; the message is for the reader. */
export class DamagedLinkError extends Error {
  override readonly name = "DamagedLinkError";
}

/** What a link can't hold; the message is for the reader. */
export class TooLargeForLinkError extends Error {
  override readonly name = "TooLargeForLinkError";
}

/**
 * The hash, without "#", that carries `data`. JSON writes half of a surrogate pair as `\ud83d`:
 * any string survives.
 * @throws TooLargeForLinkError
 */
export async function pack(data: unknown): Promise<string> {
  const json = new TextEncoder().encode(JSON.stringify(data));
  if (json.length > MAX_DECODED_BYTES) {
    throw new TooLargeForLinkError(
      "This program is too large for a link, which can hold 1 MiB: send it as a file.",
    );
  }
  const packed = new Blob([json]).stream().pipeThrough(new CompressionStream("deflate"));
  return PREFIX + toBase64Url(new Uint8Array(await new Response(packed).arrayBuffer()));
}

/**
 * The data in a hash, without "#".
 * @throws DamagedLinkError when it is not, to the last bit, what was packed.
 */
export async function unpack(hash: string): Promise<unknown> {
  if (hash.length > MAX_CHARACTERS) {
    throw new DamagedLinkError("This link is longer than any that holds a program.");
  }
  const text = tidy(hash);
  if (!text.startsWith(PREFIX)) {
    throw new DamagedLinkError(
      /^v\d+\./.test(text)
        ? "This link was made by a newer version of the page: reload it."
        : "This link is damaged: its beginning is missing or was changed.",
    );
  }
  try {
    const [payload = ""] = /^[\w-]*/.exec(text.slice(PREFIX.length)) ?? [];
    return JSON.parse(await inflate(fromBase64Url(payload)));
  } catch (error) {
    if (error instanceof DamagedLinkError) {
      throw error;
    }
    throw new DamagedLinkError("This link is damaged: part of it is missing or was changed.");
  }
}

/**
 * The link as it was, where that can be told: mail programs wrap it, Markdown puts backslashes in,
 * others percent-encode it. What stands behind the payload is cut off by whoever reads that.
 */
function tidy(hash: string): string {
  let text = hash;
  for (let times = 0; times < MOST_ENCODINGS && text.includes("%"); times += 1) {
    text = text.replace(/%([0-7][0-9a-f])/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }
  return text.replace(/[\s\\]+/g, "");
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { readable, writable } = new DecompressionStream("deflate");
  const writer = writable.getWriter();
  // What goes wrong there is heard of by the reader.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const reader = readable.getReader();
  let text = "";
  let total = 0;
  let checksum = 1;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    total += chunk.value.length;
    if (total > MAX_DECODED_BYTES) {
      await reader.cancel();
      throw new DamagedLinkError("This link holds more than 1 MiB: that is no program.");
    }
    checksum = adler32(checksum, chunk.value);
    text += decoder.decode(chunk.value, { stream: true });
  }
  // Not every engine minds what follows the end, or that the end is missing.
  if (bytes.length < 4 || new DataView(bytes.buffer).getUint32(bytes.length - 4) !== checksum) {
    throw new Error("the checksum is not at the end");
  }
  return text + decoder.decode();
}

/** zlib's checksum, continued over more bytes. */
function adler32(before: number, bytes: Uint8Array): number {
  let low = before & 0xffff;
  let high = before >>> 16;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return ((high << 16) | low) >>> 0;
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
