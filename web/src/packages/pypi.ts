/**
 * PyPI, for a reader who wants it: the page fetches, and the sandbox never does.
 *
 * What a program asks for is from a stranger, perhaps: only pages of projects are fetched for it, and
 * the wheels that these list, each checked by the hash that stands there.
 */

import * as v from "valibot";
import { canHash, sha256 } from "../lib/sha256.ts";
import { readStored } from "../lib/storage.ts";
import { EVERY_BUILD, cacheName } from "../offline/caches.ts";

const INDEX = "https://pypi.org/simple/";
const JSON_TYPE = "application/vnd.pypi.simple.v1+json";
const PROJECT = /^https:\/\/pypi\.org\/simple\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}\/$/;
const WHEEL = /^https:\/\/files\.pythonhosted\.org\/[\w./+%~-]+\.whl$/;

/** Far more than a program needs; one that goes on asking is up to something else. */
const MOST_REQUESTS = 500;
/** All that one run may fetch. */
const MOST_BYTES = 200 * 2 ** 20;
/** All that is kept of it: the storage is for what the reader writes, first. */
const MOST_KEPT_BYTES = 400 * 2 ** 20;

const Hashes = v.object({ sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) });

const Project = v.object({
  files: v.array(
    v.object({
      url: v.string(),
      hashes: v.record(v.string(), v.string()),
      "core-metadata": v.optional(v.unknown()),
    }),
  ),
});

export class Pypi {
  /** By address: the hash, as the pages of projects say. */
  readonly #listed = new Map<string, string>();
  #requests = 0;
  #bytesLeft = MOST_BYTES;
  /** One file at a time: what arrives is counted. */
  #last: Promise<unknown> = Promise.resolve();

  /**
   * A project's page, a wheel, or a wheel's metadata.
   * @throws Error in words that can stand behind "can't be installed:".
   */
  async fetch(url: string, onFetching: (text: string) => void): Promise<ArrayBuffer> {
    this.#requests += 1;
    if (this.#requests > MOST_REQUESTS) {
      throw new Error("one program may not fetch more than that");
    }
    const fetched = this.#last.then(() => this.#fetch(url, onFetching));
    this.#last = fetched.catch(() => {});
    return fetched;
  }

  async #fetch(url: string, onFetching: (text: string) => void): Promise<ArrayBuffer> {
    if (PROJECT.test(url)) {
      return this.#project(url);
    }
    const expected = this.#listed.get(url);
    if (expected === undefined) {
      throw new Error("the page fetches packages from PyPI alone, and what PyPI lists");
    }
    if (WHEEL.test(url)) {
      onFetching(`Fetching ${fileName(url)} from PyPI…`);
    }
    return this.#file(url, expected);
  }

  async #project(url: string): Promise<ArrayBuffer> {
    const name = url.slice(INDEX.length, -1);
    const response = await reach(url, { headers: { Accept: JSON_TYPE } }, "no-cache");
    if (response.status === 404) {
      throw new Error(`PyPI has no package ${name}`);
    }
    const content = await this.#read(response);
    const page = v.safeParse(Project, readJson(content));
    if (!page.success) {
      throw new Error(`PyPI's answer for ${name} can't be understood`);
    }
    await keep(url, content);
    for (const file of page.output.files) {
      if (WHEEL.test(file.url) && file.hashes["sha256"] !== undefined) {
        this.#listed.set(file.url, file.hashes["sha256"]);
        const metadata = v.safeParse(Hashes, file["core-metadata"]);
        if (metadata.success) {
          this.#listed.set(`${file.url}.metadata`, metadata.output.sha256);
        }
      }
    }
    return content;
  }

  /** Whatever a server says of the size: what counts is what comes. */
  async #read(response: Response): Promise<ArrayBuffer> {
    if (!response.ok) {
      throw new Error(`PyPI answers with an error (HTTP ${response.status})`);
    }
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const reader = response.body?.getReader();
    const next = () =>
      reader?.read().catch(() => {
        throw new Error("it did not arrive whole: the connection broke");
      });
    for (let part = await next(); part?.value !== undefined; part = await next()) {
      this.#bytesLeft -= part.value.length;
      if (this.#bytesLeft < 0) {
        await reader?.cancel();
        throw new Error("one run may not fetch more than 200 MB");
      }
      parts.push(part.value);
    }
    return new Blob(parts).arrayBuffer();
  }

  async #file(url: string, expected: string): Promise<ArrayBuffer> {
    const stored = await find(url);
    if (stored !== null && (await isRight(stored, expected))) {
      return stored;
    }
    for (const cache of ["default", "reload"] as const) {
      const content = await this.#read(await reach(url, {}, cache));
      if (await isRight(content, expected)) {
        await keep(url, content);
        return content;
      }
    }
    throw new Error(`${fileName(url)} arrived damaged, twice: it is not the file that PyPI lists`);
  }
}

/** From the network; without one, what an earlier visit has kept. */
async function reach(url: string, options: RequestInit, cache: RequestCache): Promise<Response> {
  try {
    // Nothing of the reader goes with it.
    return await fetch(url, {
      ...options,
      cache,
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  } catch {
    const stored = await find(url);
    if (stored === null) {
      throw new Error("PyPI can't be reached: you are offline, or something blocks it");
    }
    return new Response(stored);
  }
}

function readJson(content: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(content));
  } catch {
    return null;
  }
}

async function isRight(content: ArrayBuffer, expected: string): Promise<boolean> {
  return !canHash() || (await sha256(content)) === expected;
}

function fileName(url: string): string {
  return url.split("/").at(-1) ?? url;
}

const cache = () => cacheName(new URL("./", document.baseURI).pathname, "pypi", EVERY_BUILD);

async function find(url: string): Promise<ArrayBuffer | null> {
  try {
    const found = (await caches.has(cache()))
      ? await caches.match(url, { cacheName: cache() })
      : null;
    return found ? await found.arrayBuffer() : null;
  } catch {
    return null;
  }
}

/** For offline, where that is possible and wanted. */
async function keep(url: string, content: ArrayBuffer): Promise<void> {
  if (readStored("offline") === "off") {
    return;
  }
  try {
    const kept = await caches.open(cache());
    await kept.put(url, new Response(content));
    await trim(kept);
  } catch {
    // Denied or full: it is fetched again.
  }
}

/** Those that came first go first. */
async function trim(kept: Cache): Promise<void> {
  const entries = await Promise.all(
    (await kept.keys()).map(async (request) => {
      const size = (await (await kept.match(request))?.blob())?.size ?? 0;
      return { request, size };
    }),
  );
  let bytes = entries.reduce((sum, { size }) => sum + size, 0);
  for (const { request, size } of entries) {
    if (bytes > MOST_KEPT_BYTES) {
      await kept.delete(request);
      bytes -= size;
    }
  }
}
