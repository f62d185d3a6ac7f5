/**
 * Writes `sw.js`, with the list of all files of the site, into the finished site; and the build's
 * id, a hash of all of it, into the pages. What is in the folder is the list: nothing is forgotten.
 *
 * `node web/build/service-worker.ts FOLDER` does the same to a site whose files have been changed.
 */

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import {
  type BuildFiles,
  PAGES,
  type SiteFile,
  isForOthers,
  isOnDemand,
} from "../src/offline/files.ts";
import { bundle } from "./bundle.ts";
import { fingerprint, sha256 } from "./hash.ts";

const WORKER = "sw.js";
const BUILD = /(<meta name="build" content=")[^"]*(")/;
/** For the host itself, which does not give them out: `.nojekyll` and the like. */
const HIDDEN = /(^|\/)\./;
/** Such names are the same in an address. */
const PLAIN = /^[\w./+@-]+$/;

/** The last of all plugins: it looks at what the others have written. */
export function serviceWorkerPlugin(): Plugin {
  return {
    name: "asyncarium:service-worker",
    apply: "build",
    writeBundle: {
      order: "post",
      sequential: true,
      async handler({ dir = "" }) {
        await writeServiceWorker(dir);
      },
    },
  };
}

export async function writeServiceWorker(folder: string): Promise<void> {
  const code = await bundle("offline/worker.ts");
  const paths = siteFiles(folder);
  const pages = new Map(
    paths
      .filter((path) => PAGES.includes(path))
      .map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );
  for (const [path, page] of pages) {
    if (!BUILD.test(page)) {
      throw new Error(`${path} has no place for the build's id: <meta name="build" content="">`);
    }
  }

  const contents = paths.map((path) => {
    const page = pages.get(path);
    // Without the id that may stand in it already.
    const content = page === undefined ? readFileSync(join(folder, path)) : withBuild(page, "");
    return [path, content] as const;
  });
  const build = fingerprint([[WORKER, code], ...contents]);
  for (const [path, page] of pages) {
    writeFileSync(join(folder, path), withBuild(page, build));
  }

  const files = paths.map((path) => listed(folder, path));
  const list: BuildFiles = {
    build,
    core: files.filter(({ path }) => !isOnDemand(path)),
    onDemand: files.filter(({ path }) => isOnDemand(path)),
  };
  writeFileSync(join(folder, WORKER), `const FILES = ${JSON.stringify(list)};\n${code}\n`);
}

function siteFiles(folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length))
    .map((path) => path.replaceAll(sep, "/"))
    .filter((path) => path !== WORKER && !HIDDEN.test(path) && !isForOthers(path));
  for (const path of paths) {
    if (!PLAIN.test(path)) {
      throw new Error(
        `${path}: rename it, the letters of a file's name must be A-Z a-z 0-9 _ . - + @`,
      );
    }
  }
  return paths.sort();
}

function listed(folder: string, path: string): SiteFile {
  const content = readFileSync(join(folder, path));
  return { path, bytes: content.length, sha256: sha256(content) };
}

function withBuild(page: string, build: string): string {
  return page.replace(BUILD, `$1${build}$2`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , folder] = process.argv;
  if (folder === undefined) {
    throw new Error("which folder? node web/build/service-worker.ts FOLDER");
  }
  await writeServiceWorker(folder);
}
