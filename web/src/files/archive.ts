/**
 * Zip archives: a program's files to take along, and those of such an archive back.
 *
 * fflate packs and unpacks, but checks neither checksums nor how much comes out: an archive from
 * elsewhere is read here entry by entry, and never further than it may.
 */

import { Inflate, strToU8, zipSync } from "fflate";
import { type Files, MOST_FILES } from "../document/document.ts";
import { crc32 } from "./crc32.ts";
import { MOST_BYTES, OpeningError, decodeText } from "./limits.ts";
import { nameProblem } from "./names.ts";

const DIRECTORY_END = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const FILE_HEADER = 0x04034b50;
/** So little at a time that a bomb can't unfold far before somebody looks. */
const CHUNK = 1_024;

type Entry = {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly header: number;
};

export function writeArchive(files: Files): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  return new Uint8Array(zipSync(Object.fromEntries(entries)));
}

/** @throws OpeningError when it is damaged, or holds what a program can't have. */
export function readArchive(bytes: Uint8Array): Files {
  const files = new Map<string, string>();
  let total = 0;
  for (const entry of readDirectory(bytes)) {
    const problem = nameProblem(entry.name, [...files.keys()]);
    if (problem !== null) {
      throw new OpeningError(
        `It holds a file “${entry.name}” that can’t be opened here. ${problem}`,
      );
    }
    const content = unpack(bytes, entry, MOST_BYTES - total);
    total += content.length;
    if (crc32(content) !== entry.crc) {
      throw damaged();
    }
    files.set(entry.name, decodeText(entry.name, content));
  }
  if (files.size === 0) {
    throw new OpeningError("This archive holds no files.");
  }
  return Object.fromEntries(files);
}

/** Folders are passed over, and what macOS adds. */
function readDirectory(bytes: Uint8Array): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const end = findEnd(view);
    const count = view.getUint16(end + 10, true);
    let at = view.getUint32(end + 16, true);
    const entries: Entry[] = [];
    for (let index = 0; index < count; index += 1) {
      if (view.getUint32(at, true) !== DIRECTORY_ENTRY) {
        throw damaged();
      }
      const nameLength = view.getUint16(at + 28, true);
      const rest = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
      const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
      if (!name.endsWith("/") && !name.startsWith("__MACOSX/")) {
        entries.push({
          name,
          method: view.getUint16(at + 10, true),
          crc: view.getUint32(at + 16, true),
          packedBytes: view.getUint32(at + 20, true),
          header: view.getUint32(at + 42, true),
        });
      }
      at += 46 + nameLength + rest;
    }
    if (entries.length > MOST_FILES) {
      throw new OpeningError(
        `This archive holds ${entries.length.toLocaleString("en")} files; a program can have ${MOST_FILES} here.`,
      );
    }
    return entries;
  } catch (error) {
    throw error instanceof RangeError ? damaged() : error;
  }
}

/** The directory's end is the archive's, but for a comment of up to 64 KiB. */
function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 65_557); at -= 1) {
    if (view.getUint32(at, true) === DIRECTORY_END) {
      return at;
    }
  }
  throw damaged();
}

/** @param room how many bytes may come out. */
function unpack(bytes: Uint8Array, entry: Entry, room: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, packedBytes, method } = entry;
  if (header + 30 > bytes.length || view.getUint32(header, true) !== FILE_HEADER) {
    throw damaged();
  }
  const lengths = view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  const from = header + 30 + lengths;
  if (from + packedBytes > bytes.length) {
    throw damaged();
  }
  const packed = bytes.subarray(from, from + packedBytes);
  if (method === 0) {
    return packed.length > room ? tooLarge() : packed;
  }
  if (method !== 8) {
    throw new OpeningError(`${entry.name} is packed in a way that can’t be read here.`);
  }
  return inflate(packed, room);
}

function inflate(packed: Uint8Array, room: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Inflate((part) => {
    length += part.length;
    if (length > room) {
      tooLarge();
    }
    parts.push(part);
  });
  try {
    for (let at = 0; at < packed.length; at += CHUNK) {
      stream.push(packed.subarray(at, at + CHUNK), at + CHUNK >= packed.length);
    }
  } catch (error) {
    throw error instanceof OpeningError ? error : damaged();
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function damaged(): OpeningError {
  return new OpeningError("This archive is damaged: part of it is missing or was changed.");
}

function tooLarge(): never {
  throw new OpeningError("This archive holds more than 1 MiB of text: that is no program.");
}
