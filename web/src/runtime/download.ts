/** Fetches the engine's files with progress, and accepts only the bytes that this build was made with. */

import { canHash, sha256 } from "../lib/sha256.ts";
import { within } from "../lib/within.ts";
import { messageOf } from "../lib/message-of.ts";
import type { EngineFiles } from "../protocol.ts";
import type { Library } from "./library.ts";

/** A file as the build left it. */
export type RemoteFile = {
  readonly url: string;
  readonly bytes: number;
  /** Hexadecimal SHA-256. */
  readonly sha256: string;
};

export type EngineFile = RemoteFile & {
  /** "python" is its library, packed. */
  readonly name: keyof EngineFiles | "python";
};

/** What an interpreter is made of. */
export type Engine = {
  readonly files: EngineFiles;
  /** The archive; it is not needed as early. Rejects with a DownloadError. */
  readonly library: Promise<ArrayBuffer>;
};

export type Progress = { readonly loadedBytes: number; readonly totalBytes: number };

/** Fetching it may be faster than a storage that has not answered by then, in milliseconds. */
const PATIENCE = 3_000;

/** @returns undefined when there is none. */
export type FindStored = (url: string) => Promise<Response | undefined>;

/** A file could not be had; the message says which and why, for the reader. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
}

/**
 * All files of the engine, in parallel. After a failure, `fetch` goes on where it was: what has
 * arrived is not fetched again.
 */
export class EngineDownload {
  readonly #files: readonly FileDownload<EngineFile>[];
  readonly #library: Library;

  /** @param stored finds the stored copy of a file, which need not be right. */
  constructor(files: readonly EngineFile[], stored: FindStored, library: Library) {
    this.#files = files.map((file) => new FileDownload(file, stored));
    this.#library = library;
  }

  /** Keep for the next visit what had to be unpacked. */
  async keepLibrary(): Promise<void> {
    await this.#library.keep();
  }

  /**
   * @param onProgress called as bytes arrive; counts uncompressed bytes.
   * @throws DownloadError when a file is unreachable, missing or damaged.
   */
  async fetch(onProgress: (progress: Progress) => void): Promise<Engine> {
    const kept = this.#library.find();
    let totalBytes = this.#files.reduce((sum, { file }) => sum + file.bytes, 0);
    // One bad file ends it all: the others must not go on, nor report progress after the failure.
    const abort = new AbortController();
    const report = () => {
      if (!abort.signal.aborted) {
        const loadedBytes = this.#files.reduce((sum, { loadedBytes }) => sum + loadedBytes, 0);
        onProgress({ loadedBytes, totalBytes });
      }
    };
    report();
    try {
      const loaded = await Promise.all(
        this.#files.map(async (one) => {
          if (one.file.name === "python" && (await kept) !== null) {
            totalBytes -= one.file.bytes;
            return [];
          }
          return [[one.file.name, await one.fetch(abort.signal, report)] as const];
        }),
      );
      const { python, ...files } = Object.fromEntries(loaded.flat()) as EngineFiles & {
        readonly python?: ArrayBuffer;
      };
      const library = this.#openLibrary(await kept, python);
      library.catch(() => {}); // whoever needs it will hear of it
      return { files, library };
    } finally {
      abort.abort();
    }
  }

  /** @param packed missing where an unpacked one is kept. */
  async #openLibrary(kept: Response | null, packed?: ArrayBuffer): Promise<ArrayBuffer> {
    const read = kept === null ? null : await this.#library.read(kept);
    if (read !== null) {
      return read;
    }
    const download = this.#files.find(({ file }) => file.name === "python");
    if (download === undefined) {
      throw new DownloadError("This page was built without Python's library.");
    }
    const { signal } = new AbortController();
    const content = packed ?? (await download.fetch(signal, () => {}));
    try {
      return await this.#library.open(content);
    } catch (error) {
      throw new DownloadError(`${download.label} can't be unpacked: ${messageOf(error)}.`);
    }
  }
}

/** One file; after a failure `fetch` goes on where it was. */
export class FileDownload<F extends RemoteFile = RemoteFile> {
  readonly file: F;
  readonly #stored: FindStored;
  /** For the reader. */
  readonly label: string;
  #bytes: Uint8Array<ArrayBuffer>;
  #filled = 0;

  constructor(file: F, stored: FindStored) {
    this.file = file;
    this.#stored = stored;
    this.label = file.url.split("/").at(-1) ?? file.url;
    this.#bytes = new Uint8Array(0);
  }

  get loadedBytes(): number {
    return this.#filled;
  }

  /** @throws DownloadError */
  async fetch(signal: AbortSignal, onBytes: () => void): Promise<ArrayBuffer> {
    if (await this.#takeStored()) {
      onBytes();
    } else {
      await this.#complete(signal, onBytes, "default");
    }
    let right = await this.#isRight();
    if (!right) {
      // A cache on the way may be wrong where the server is right.
      this.#filled = 0;
      await this.#complete(signal, onBytes, "reload");
      right = await this.#isRight();
    }
    const { buffer } = this.#bytes;
    this.#filled = right ? this.#filled : 0;
    if (!right) {
      throw new DownloadError(
        `${this.label} arrived damaged: it is not the file this page was built with.`,
      );
    }
    return buffer;
  }

  /** In one piece, where nothing has arrived yet; whether there was any. */
  async #takeStored(): Promise<boolean> {
    if (this.#filled > 0 && this.#bytes.length > 0) {
      return false;
    }
    try {
      const bytes = await within(PATIENCE, this.#readStored(), null);
      if (bytes === null) {
        return false;
      }
      this.#bytes = bytes;
      this.#filled = bytes.length;
      return true;
    } catch {
      return false; // then it is fetched
    }
  }

  async #readStored(): Promise<Uint8Array<ArrayBuffer> | null> {
    const response = await this.#stored(this.file.url);
    // In Chromium a blob is three times as fast as reading the response itself.
    return response === undefined
      ? null
      : new Uint8Array(await (await response.blob()).arrayBuffer());
  }

  /** Fetch what is missing. */
  async #complete(signal: AbortSignal, onBytes: () => void, cache: RequestCache): Promise<void> {
    if (this.#bytes.length !== this.file.bytes) {
      // Not begun, or handed over: the sandbox has taken the buffer.
      this.#bytes = new Uint8Array(this.file.bytes);
      this.#filled = 0;
    }
    if (this.#filled < this.file.bytes) {
      await this.#read(await this.#reach(signal, cache), onBytes);
    }
  }

  async #reach(signal: AbortSignal, cache: RequestCache): Promise<Response> {
    const options: RequestInit = { signal, cache };
    if (!canHash()) {
      // Then the browser has to check; it can do that for a whole file only.
      this.#filled = 0;
      options.integrity = sri(this.file.sha256);
    }
    if (this.#filled > 0) {
      options.headers = { Range: `bytes=${this.#filled}-` };
    }
    const response = await fetch(this.file.url, options).catch(() => {
      throw new DownloadError(
        `${this.label} can't be fetched: the network or the server does not answer, or the file is damaged.`,
      );
    });
    if (!response.ok) {
      this.#filled = 0;
      throw new DownloadError(`${this.label} is missing on the server (HTTP ${response.status}).`);
    }
    if (response.status !== 206) {
      // The server does not send parts.
      this.#filled = 0;
    }
    return response;
  }

  async #read(response: Response, onBytes: () => void): Promise<void> {
    const reader = response.body?.getReader();
    const next = async () => {
      try {
        return await reader?.read();
      } catch {
        throw new DownloadError(`${this.label} did not arrive whole: the connection broke.`);
      }
    };
    for (let chunk = await next(); chunk?.value; chunk = await next()) {
      if (this.#filled + chunk.value.length > this.file.bytes) {
        await reader?.cancel();
        this.#filled = 0;
        throw new DownloadError(`${this.label} arrived damaged: it is longer than it should be.`);
      }
      this.#bytes.set(chunk.value, this.#filled);
      this.#filled += chunk.value.length;
      onBytes();
    }
  }

  /** Whether it is the file, as far as this page can tell. */
  async #isRight(): Promise<boolean> {
    if (this.#filled !== this.file.bytes) {
      return false;
    }
    return !canHash() || (await sha256(this.#bytes)) === this.file.sha256;
  }
}

function sri(hex: string): string {
  const bytes = hex.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  return `sha256-${btoa(String.fromCharCode(...bytes))}`;
}
