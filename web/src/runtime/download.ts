/** Fetches the engine's files with progress, and accepts only the bytes that this build was made with. */

import type { EngineFiles } from "../protocol.ts";

/** A file of the engine as the build left it. */
export type EngineFile = {
  readonly name: keyof EngineFiles;
  readonly url: string;
  readonly bytes: number;
  /** Hexadecimal SHA-256. */
  readonly sha256: string;
};

export type Progress = { readonly loadedBytes: number; readonly totalBytes: number };

/** A file of the engine could not be had; the message says which and why, for the reader. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
}

/**
 * Fetch all files in parallel.
 * @param onProgress called as bytes arrive; counts uncompressed bytes.
 * @throws DownloadError when one is unreachable, missing or damaged.
 */
export async function downloadEngine(
  files: readonly EngineFile[],
  onProgress: (progress: Progress) => void,
): Promise<EngineFiles> {
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  let loadedBytes = 0;
  // One bad file ends it all: the others must not go on, nor report progress after the failure.
  const abort = new AbortController();
  const onBytes = (count: number) => {
    loadedBytes += count;
    if (abort.signal.aborted) {
      return;
    }
    onProgress({ loadedBytes: Math.min(loadedBytes, totalBytes), totalBytes });
  };
  onProgress({ loadedBytes, totalBytes });
  try {
    const loaded = await Promise.all(
      files.map(async (file) => [file.name, await download(file, abort.signal, onBytes)] as const),
    );
    return Object.fromEntries(loaded) as EngineFiles;
  } finally {
    abort.abort();
  }
}

async function download(
  file: EngineFile,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<ArrayBuffer> {
  const label = shortName(file);
  const response = await reach(file, label, signal);
  if (!response.ok) {
    throw new DownloadError(`${label} is missing on the server (HTTP ${response.status}).`);
  }
  const bytes = await readAll(file, label, response, onBytes);
  if (
    bytes.byteLength !== file.bytes ||
    (secureContext() && (await sha256(bytes)) !== file.sha256)
  ) {
    throw new DownloadError(
      `${label} arrived damaged: it is not the file this page was built with.`,
    );
  }
  return bytes.buffer;
}

async function reach(file: EngineFile, label: string, signal: AbortSignal): Promise<Response> {
  try {
    const options = secureContext() ? {} : { integrity: sri(file.sha256) };
    return await fetch(file.url, { ...options, signal });
  } catch {
    throw new DownloadError(
      `${label} can't be fetched: the network or the server does not answer, or the file is damaged.`,
    );
  }
}

async function readAll(
  file: EngineFile,
  label: string,
  response: Response,
  onBytes: (count: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(file.bytes);
  let filled = 0;
  try {
    const reader = response.body?.getReader();
    for (let chunk = await reader?.read(); chunk?.value; chunk = await reader?.read()) {
      if (filled + chunk.value.length > file.bytes) {
        await reader?.cancel();
        throw new DownloadError(`${label} arrived damaged: it is longer than it should be.`);
      }
      bytes.set(chunk.value, filled);
      filled += chunk.value.length;
      onBytes(chunk.value.length);
    }
  } catch (error) {
    if (error instanceof DownloadError) {
      throw error;
    }
    throw new DownloadError(`${label} did not arrive whole: the connection broke.`);
  }
  return bytes.subarray(0, filled);
}

/** On plain http (not localhost) browsers hide their hash functions; there `integrity` checks. */
function secureContext(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function sri(hex: string): string {
  const bytes = hex.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  return `sha256-${btoa(String.fromCharCode(...bytes))}`;
}

function shortName(file: EngineFile): string {
  return file.url.split("/").at(-1) ?? file.name;
}
