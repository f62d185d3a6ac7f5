/**
 * Python's library, as the archive that Python reads: the standard library and our own Python.
 *
 * It comes packed to a fifth. Unpacking takes longer than the rest of a second visit's start, so the
 * archive is kept beside the snapshot, and read from there. What comes out, of either, is what the
 * build has made.
 */

import { canHash, sha256 } from "../lib/sha256.ts";
import { within } from "../lib/within.ts";
import type { LibraryStore } from "./library-store.ts";

/** The archive as the build left it. */
export type Unpacked = {
  readonly bytes: number;
  /** Hexadecimal SHA-256. */
  readonly sha256: string;
};

type Unpack = (packed: ArrayBuffer, bytes: number) => Promise<ArrayBuffer>;

/** Unpacking takes less than a storage that has not answered by then, in milliseconds. */
const PATIENCE = 2_000;

export class Library {
  readonly #expected: Unpacked;
  readonly #store: LibraryStore;
  readonly #unpack: Unpack;
  /** What this visit has unpacked and not kept yet. A blob is not in the page's memory. */
  #unkept: Blob | null = null;

  constructor(expected: Unpacked, store: LibraryStore, unpack: Unpack) {
    this.#expected = expected;
    this.#store = store;
    this.#unpack = unpack;
  }

  /** The one that an earlier visit has kept, not read yet; null if there is none. */
  async find(): Promise<Response | null> {
    return within(PATIENCE, this.#store.find(), null).catch(() => null);
  }

  /** What `find` has found; null if it can't be read, or is damaged, and removed then. */
  async read(found: Response): Promise<ArrayBuffer | null> {
    const bytes = await within(PATIENCE, readBytes(found), null).catch(() => null);
    if (bytes !== null && (await this.#isRight(bytes))) {
      return bytes;
    }
    await this.#store.remove().catch(() => {});
    return null;
  }

  /**
   * Takes the buffer.
   * @throws Error when something else is in it.
   */
  async open(packed: ArrayBuffer): Promise<ArrayBuffer> {
    const bytes = await this.#unpack(packed, this.#expected.bytes);
    if (!(await this.#isRight(bytes))) {
      throw new Error("it is not what this page was built with");
    }
    this.#unkept = new Blob([bytes]);
    return bytes;
  }

  /** Keep for the next visit what had to be unpacked in this one, where it can be. */
  async keep(): Promise<void> {
    const unkept = this.#unkept;
    this.#unkept = null;
    if (unkept !== null) {
      await this.#store.write(unkept).catch(() => {}); // then it is unpacked again
    }
  }

  async #isRight(bytes: ArrayBuffer): Promise<boolean> {
    return (
      bytes.byteLength === this.#expected.bytes &&
      (!canHash() || (await sha256(bytes)) === this.#expected.sha256)
    );
  }
}

async function readBytes(response: Response): Promise<ArrayBuffer> {
  return (await response.blob()).arrayBuffer();
}
