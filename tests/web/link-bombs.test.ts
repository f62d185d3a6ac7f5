/**
 * Links made to hurt are refused at little cost. In a process of its own: it looks at the most
 * memory that this one has ever had.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createDeflate, createGzip } from "node:zlib";
import { DamagedLinkError, decodeLink } from "../../web/src/links/codec.ts";

const MEGABYTE = 1_000_000;

/** A link of 50 MB of blanks; made in pieces, so that making it takes no memory either. */
async function bomb(pack = createDeflate({ level: 9 })): Promise<string> {
  const chunks: Buffer[] = [];
  pack.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => pack.on("end", resolve));
  const piece = Buffer.alloc(MEGABYTE, 32);
  for (let count = 0; count < 50; count += 1) {
    await new Promise((resolve) => pack.write(piece, resolve));
  }
  pack.end();
  await ended;
  return `v1.${Buffer.concat(chunks).toString("base64url")}`;
}

/** @returns how far the process's peak of memory rose meanwhile, in megabytes. */
async function peakOf(work: () => Promise<void>): Promise<number> {
  const before = process.resourceUsage().maxRSS;
  await work();
  return (process.resourceUsage().maxRSS - before) / 1_000;
}

test("a bomb is refused after the first mebibyte of it", async (context) => {
  const link = await bomb();
  assert.ok(link.length > 20_000 && link.length < 100_000, `${link.length} characters`);

  let unpacked = 0;
  const Real = DecompressionStream;
  class Counting {
    readonly readable: ReadableStream<Uint8Array>;
    readonly writable: WritableStream;
    constructor(format: CompressionFormat) {
      const { readable, writable } = new Real(format);
      this.writable = writable;
      const count = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          unpacked += chunk.length;
          controller.enqueue(chunk);
        },
      });
      this.readable = readable.pipeThrough(count);
    }
  }
  context.mock.property(globalThis, "DecompressionStream", Counting as never);
  await assert.rejects(decodeLink(link), /more than 1 MiB/);
  assert.ok(unpacked > 1_048_576 && unpacked < 2 * 1_048_576, `${unpacked} bytes were unpacked`);
});

test("noise is refused; bombs and endless links within 50 MB", async () => {
  const bombs = [await bomb(), await bomb(createGzip({ level: 9 }) as never)];
  let seed = 1;
  const noise = (length: number) => {
    let link = "v1.";
    while (link.length < length) {
      seed = (seed * 48_271) % 2_147_483_647;
      link += seed.toString(36);
    }
    return link;
  };
  const refuseNoise = async (times: number) => {
    for (let count = 0; count < times; count += 1) {
      await assert.rejects(decodeLink(noise(10 + (count % 300))), DamagedLinkError);
    }
  };
  // Ten thousand refusals leave garbage, and when that is collected is the engine's affair: what is
  // measured is one hostile link after another on the heap that this has made.
  await refuseNoise(10_000);
  const megabytes = await peakOf(async () => {
    for (const link of bombs) {
      await assert.rejects(decodeLink(link), DamagedLinkError);
    }
    await assert.rejects(decodeLink("v1.".padEnd(4 * MEGABYTE, "A")), /longer than any/);
    await assert.rejects(decodeLink("v1.".padEnd(4 * MEGABYTE, "%25")), /longer than any/);
  });
  assert.ok(megabytes < 50, `it took ${megabytes} MB`);
});
