/** Offline: which answer a request is due, what the build lists, and what is said when it fails. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { writeServiceWorker } from "../../web/build/service-worker.ts";
import { FileError } from "../../web/src/offline/exact.ts";
import type { BuildFiles, SiteFile } from "../../web/src/offline/files.ts";
import { inParallel } from "../../web/src/offline/in-parallel.ts";
import { routeOf } from "../../web/src/offline/route.ts";
import { describeOffline } from "../../web/src/offline/status-line.ts";

const SCOPE = "https://example.org/site/";

const file = (path: string): SiteFile => ({ path, bytes: 3, sha256: "0".repeat(64) });
const files: BuildFiles = {
  build: "b1",
  core: [
    file("index.html"),
    file("embed.html"),
    file("assets/index-1a2b.js"),
    file("licences.txt"),
  ],
  onDemand: [file("packages/one-1a2b.whl")],
};

const route = (url: string, more: { method?: string; mode?: string; cache?: string } = {}) => {
  const asked = { url: new URL(url, SCOPE).href, method: "GET", mode: "cors", cache: "default" };
  const found = routeOf({ ...asked, ...more }, SCOPE, files);
  return "file" in found ? `${found.kind} ${found.file.path}` : found.kind;
};

test("the page is what the folder's address shows, whatever stands behind it", () => {
  for (const address of ["", "?jspi=off", "index.html", "index.html?x#/play", "#v1.abc"]) {
    assert.equal(route(address, { mode: "navigate" }), "page index.html", address);
  }
  assert.equal(route(""), "core index.html");
  assert.equal(route("embed.html?theme=dark#v1.x", { mode: "navigate" }), "page embed.html");
  assert.equal(route("licences.txt", { mode: "navigate" }), "core licences.txt");
});

test("only what the site consists of is answered", () => {
  assert.equal(route("assets/index-1a2b.js"), "core assets/index-1a2b.js");
  assert.equal(route("packages/one-1a2b.whl"), "onDemand packages/one-1a2b.whl");
  assert.equal(route("assets/index-3c4d.js"), "otherBuild");
  for (const address of [
    "unlisted.txt",
    "sw.js",
    "../licences.txt",
    "/licences.txt",
    "https://example.com/site/licences.txt",
    "https://example.org:8080/site/licences.txt",
    "licences.txt/",
    "LICENCES.txt",
  ]) {
    assert.equal(route(address), "untouched", address);
  }
  assert.equal(route("licences.txt", { method: "POST" }), "untouched");
  assert.equal(route("licences.txt", { method: "HEAD" }), "untouched");
});

test("a page that found a file damaged gets it anew", () => {
  const asked = { url: `${SCOPE}licences.txt`, method: "GET", mode: "cors", cache: "reload" };
  assert.deepEqual(routeOf(asked, SCOPE, files), {
    kind: "core",
    file: file("licences.txt"),
    suspect: true,
  });
});

test("a few at a time, and no more after a failure", async () => {
  let now = 0;
  let most = 0;
  const done: number[] = [];
  const job = async (item: number) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    if (item === 5) {
      throw new Error("five");
    }
    done.push(item);
  };
  await inParallel([1, 2, 3, 4], 2, job);
  assert.deepEqual([most, done.splice(0)], [2, [1, 2, 3, 4]]);
  await assert.rejects(inParallel([4, 5, 6, 7, 8, 9], 2, job), /^Error: five$/);
  assert.equal(now, 0, "nothing is under way when it says so");
  assert.deepEqual(done, [4, 6], "six had begun");
  await inParallel([], 2, job);
});

test("what failed, in the reader's words", () => {
  const said = (fault: FileError["fault"]) => new FileError(file("icon.svg"), fault).message;
  assert.deepEqual(
    [
      said({ kind: "unreachable" }),
      said({ kind: "refused", status: 404 }),
      said({ kind: "different" }),
      said({ kind: "noRoom" }),
      said({ kind: "storage", message: "InvalidStateError" }),
    ],
    [
      "icon.svg can't be fetched: the network or the server does not answer.",
      "icon.svg is not on the server (HTTP 404).",
      "icon.svg is not the file that this version of the site was made with.",
      "icon.svg does not fit: the browser gives this site no more room.",
      "icon.svg could not be stored: InvalidStateError.",
    ],
  );
  assert.equal(describeOffline({ kind: "waiting" }), "");
  assert.equal(describeOffline({ kind: "installing" }), "");
  const onDemand = { files: 0, bytes: 0, kept: 0 };
  assert.equal(describeOffline({ kind: "ready", files: 1, bytes: 2, onDemand }), "Ready offline.");
  assert.equal(
    describeOffline({ kind: "failed", reason: said({ kind: "noRoom" }) }),
    "Not ready offline: icon.svg does not fit: the browser gives this site no more room.",
  );
});

const PAGE = '<!doctype html><meta name="build" content=""><script src="a.js"></script>';

function site(
  context: { after(undo: () => void): void },
  contents: Record<string, string>,
): string {
  const folder = mkdtempSync(join(tmpdir(), "site-"));
  context.after(() => rmSync(folder, { recursive: true }));
  for (const [path, content] of Object.entries({ "index.html": PAGE, ...contents })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

function listOf(folder: string): BuildFiles {
  const worker = readFileSync(join(folder, "sw.js"), "utf8");
  return JSON.parse(/^const FILES = (.*);\n/.exec(worker)?.[1] ?? "") as BuildFiles;
}

test("what is in the folder is the list", async (context) => {
  const contents = { "assets/a-1a2b.js": "a", "packages/p-1a2b.whl": "p", ".nojekyll": "" };
  const folder = site(context, contents);
  await writeServiceWorker(folder);
  const list = listOf(folder);
  assert.deepEqual(
    list.core.map(({ path }) => path),
    ["assets/a-1a2b.js", "index.html"],
  );
  assert.deepEqual(list.onDemand, [
    {
      path: "packages/p-1a2b.whl",
      bytes: 1,
      sha256: "148de9c5a7a44d19e56cd9ae1a554bf67847afb0c58f6e12fa29ac7ddfca9940",
    },
  ]);
  assert.ok(readFileSync(join(folder, "index.html"), "utf8").includes(`content="${list.build}"`));
});

test("the same files are the same build, others another", async (context) => {
  const folder = site(context, { "a.txt": "a" });
  await writeServiceWorker(folder);
  const first = readFileSync(join(folder, "sw.js"), "utf8");
  await writeServiceWorker(folder);
  assert.equal(readFileSync(join(folder, "sw.js"), "utf8"), first);
  const { build } = listOf(folder);
  for (const [path, content] of [
    ["a.txt", "b"],
    ["index.html", `${PAGE} more`],
    ["b.txt", ""],
  ] as const) {
    const other = site(context, { "a.txt": "a", [path]: content });
    await writeServiceWorker(other);
    assert.notEqual(listOf(other).build, build, path);
  }
});

test("a site that can't be listed is refused", async (context) => {
  const odd = site(context, { "a b.txt": "" });
  await assert.rejects(writeServiceWorker(odd), /^Error: a b\.txt: rename it/);
  const without = site(context, { "index.html": "<!doctype html>" });
  await assert.rejects(writeServiceWorker(without), /has no place for the build's id/);
});
