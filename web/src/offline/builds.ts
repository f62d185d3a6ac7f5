/** The lists of files of the builds that are stored: each cache holds its own. */

import * as v from "valibot";
import { cacheName, ownCaches } from "./caches.ts";
import { BuildFiles, type SiteFile } from "./files.ts";

export async function storeList(site: string, scope: string, files: BuildFiles): Promise<void> {
  const cache = await caches.open(cacheName(site, "app", files.build));
  await cache.put(listKey(scope), Response.json(files));
}

/** Whether a build is kept there: not before all of it is, nor once the reader has removed it. */
export async function hasList(cache: string, scope: string): Promise<boolean> {
  return (await caches.match(listKey(scope), { cacheName: cache })) !== undefined;
}

/** Which other stored build has a file of that path, and what it must be. */
export async function findInOtherBuilds(
  site: string,
  scope: string,
  current: string,
  path: string,
): Promise<{ readonly cache: string; readonly file: SiteFile } | null> {
  for (const { name, kind, build } of await ownCaches(site)) {
    if (kind === "app" && build !== current) {
      const list = await readList(name, scope);
      const file = list?.build === build && list.core.find((one) => one.path === path);
      if (file) {
        return { cache: name, file };
      }
    }
  }
  return null;
}

async function readList(cache: string, scope: string): Promise<BuildFiles | null> {
  try {
    const found = await caches.match(listKey(scope), { cacheName: cache });
    const list = v.safeParse(BuildFiles, await found?.json());
    return list.success ? list.output : null;
  } catch {
    return null;
  }
}

/** No file of the site has such a name. */
function listKey(scope: string): string {
  return new URL("?files", scope).href;
}
