/** The engine's download against a server, a store and a network that do what the tests want. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type TestContext, test } from "node:test";
import {
  EngineDownload,
  type EngineFile,
  type FindStored,
} from "../../web/src/runtime/download.ts";
import type { LibraryStore } from "../../web/src/runtime/library-store.ts";
import { Library } from "../../web/src/runtime/library.ts";

const CONTENT = new TextEncoder().encode("0123456789".repeat(10));
const FILE: EngineFile = {
  name: "wasm",
  url: "https://site.example/engine/python-1234.wasm",
  bytes: CONTENT.length,
  sha256: createHash("sha256").update(CONTENT).digest("hex"),
};
const NOTHING: FindStored = async () => undefined;
const PACKED: EngineFile = { ...FILE, name: "python", url: "https://site.example/python-1.xz" };
const ARCHIVE = new TextEncoder().encode("python".repeat(99));
const WRONG = new Uint8Array(CONTENT.length);

type Asked = { readonly range: string | null; readonly cache: RequestCache | undefined };

/** Answers `fetch` with each of `answers` in turn; returns what was asked. */
function serve(context: TestContext, ...answers: (() => Response)[]): Asked[] {
  const asked: Asked[] = [];
  context.mock.method(globalThis, "fetch", async (_url: string, options: RequestInit) => {
    asked.push({ range: new Headers(options.headers).get("range"), cache: options.cache });
    const answer = answers.shift();
    assert.ok(answer, "asked once too often");
    return answer();
  });
  return asked;
}

/** A body that breaks after so many bytes. */
function broken(bytes: number): Response {
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) {
        controller.error(new TypeError("network error"));
      } else {
        controller.enqueue(CONTENT.slice(0, bytes));
        sent = true;
      }
    },
  });
  return new Response(body);
}

const whole = () => new Response(CONTENT);
const rest = (from: number) => () => new Response(CONTENT.slice(from), { status: 206 });

/** Keeps `kept`; unpacks to `unpacked`. */
function library(
  kept: Uint8Array<ArrayBuffer> | null = null,
  unpacked: Uint8Array<ArrayBuffer> | Error = ARCHIVE,
) {
  const log: string[] = [];
  const store = {
    find: async () => (kept === null ? null : new Response(kept)),
    write: async ({ size }: Blob) => log.push(`kept ${size}`),
    remove: async () => log.push("removed"),
  } as unknown as LibraryStore;
  const unpack = async () => {
    log.push("unpacked");
    if (unpacked instanceof Error) {
      throw unpacked;
    }
    return unpacked.slice().buffer;
  };
  const expected = {
    bytes: ARCHIVE.length,
    sha256: createHash("sha256").update(ARCHIVE).digest("hex"),
  };
  return { library: new Library(expected, store, unpack), log };
}

function downloadOf(file: EngineFile, stored: FindStored): EngineDownload {
  return new EngineDownload([file], stored, library().library);
}

async function opened(own: Library): Promise<Uint8Array> {
  const { library } = await new EngineDownload([PACKED], NOTHING, own).fetch(() => {});
  return new Uint8Array(await library);
}

async function fetched(download: EngineDownload): Promise<number[]> {
  const seen: number[] = [];
  const { files } = await download.fetch(({ loadedBytes }) => seen.push(loadedBytes));
  assert.deepEqual(new Uint8Array(files.wasm), CONTENT);
  assert.equal(seen.at(-1), CONTENT.length);
  return seen;
}

test("after a broken connection only the rest is fetched", async (context) => {
  const asked = serve(context, () => broken(40), rest(40));
  const download = downloadOf(FILE, NOTHING);
  await assert.rejects(
    fetched(download),
    /^DownloadError: python-1234.wasm did not arrive whole: the connection broke\.$/,
  );
  assert.equal((await fetched(download))[0], 40);
  assert.deepEqual(
    asked.map(({ range }) => range),
    [null, "bytes=40-"],
  );
});

test("a server that sends no parts sends all of it again", async (context) => {
  serve(context, () => broken(40), whole);
  const download = downloadOf(FILE, NOTHING);
  await assert.rejects(fetched(download));
  await fetched(download);
});

test("a wrong file is asked for past the caches, once", async (context) => {
  const asked = serve(
    context,
    () => new Response(WRONG),
    whole,
    () => new Response(WRONG),
    () => new Response(WRONG),
  );
  await fetched(downloadOf(FILE, NOTHING));
  await assert.rejects(
    downloadOf(FILE, NOTHING).fetch(() => {}),
    /python-1234.wasm arrived damaged: it is not the file this page was built with\./,
  );
  assert.deepEqual(
    asked.map(({ cache }) => cache),
    ["default", "reload", "default", "reload"],
  );
});

test("a part that does not fit is not kept", async (context) => {
  serve(
    context,
    () => broken(40),
    () => new Response(WRONG.slice(40), { status: 206 }),
    whole,
  );
  const download = downloadOf(FILE, NOTHING);
  await assert.rejects(fetched(download));
  await fetched(download);
});

test("what is stored is not fetched", async (context) => {
  const asked = serve(context);
  await fetched(downloadOf(FILE, async () => whole()));
  assert.deepEqual(asked, []);
});

test("what is stored and wrong is fetched", async (context) => {
  const asked = serve(context, whole);
  await fetched(downloadOf(FILE, async () => new Response(WRONG)));
  assert.equal(asked[0]?.cache, "reload");
});

test("a store that fails is no hindrance", async (context) => {
  serve(context, whole);
  const denied = () => Promise.reject(new DOMException("denied", "SecurityError"));
  await fetched(downloadOf(FILE, denied));
});

test("a store that never answers is not waited for", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  serve(context, whole);
  const download = fetched(downloadOf(FILE, () => new Promise(() => {})));
  await Promise.resolve();
  context.mock.timers.tick(3_000);
  await download;
});

test("a file that was handed over is fetched again", async (context) => {
  serve(context, whole, whole);
  const download = downloadOf(FILE, NOTHING);
  const { files } = await download.fetch(() => {});
  structuredClone(files.wasm, { transfer: [files.wasm] });
  await fetched(download);
});

test("no progress is reported after a failure", async (context) => {
  const glue: EngineFile = { ...FILE, name: "glue", url: "https://site.example/glue.mjs" };
  const held = Promise.withResolvers<void>();
  context.mock.method(globalThis, "fetch", async (url: string) => {
    if (url === glue.url) {
      return new Response("gone", { status: 404 });
    }
    await held.promise;
    return whole();
  });
  const seen: number[] = [];
  await assert.rejects(
    new EngineDownload([FILE, glue], NOTHING, library().library).fetch(({ loadedBytes }) =>
      seen.push(loadedBytes),
    ),
    /glue.mjs is missing on the server \(HTTP 404\)\./,
  );
  held.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(seen, [0]);
});

test("the library is unpacked, and kept for the next visit", async (context) => {
  serve(context, whole);
  const { library: own, log } = library();
  assert.deepEqual(await opened(own), ARCHIVE);
  await own.keep();
  await own.keep();
  assert.deepEqual(log, ["unpacked", `kept ${ARCHIVE.length}`]);
});

test("a library that is kept is neither fetched nor unpacked", async (context) => {
  const asked = serve(context);
  const { library: own, log } = library(ARCHIVE);
  assert.deepEqual(await opened(own), ARCHIVE);
  await own.keep();
  assert.deepEqual([asked, log], [[], []]);
});

test("a kept library that is damaged is removed, and fetched", async (context) => {
  serve(context, whole);
  const { library: own, log } = library(ARCHIVE.slice(1));
  assert.deepEqual(await opened(own), ARCHIVE);
  assert.deepEqual(log, ["removed", "unpacked"]);
});

test("a library that is not the build's is refused", async (context) => {
  serve(context, whole, whole);
  await assert.rejects(
    opened(
      library(
        null,
        ARCHIVE.map((byte) => byte ^ 1),
      ).library,
    ),
    /^DownloadError: python-1.xz can't be unpacked: it is not what this page was built with\.$/,
  );
  await assert.rejects(
    opened(library(null, new Error("there is more in it than there should be")).library),
    /python-1.xz can't be unpacked: there is more in it than there should be\.$/,
  );
});
