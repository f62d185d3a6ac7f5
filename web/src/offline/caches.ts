/**
 * The names of what this site keeps in Cache Storage.
 *
 * All projects of an origin share one Cache Storage, so a name says whose it is (the site's path),
 * what for, and of which build. Nothing is ever looked up in "any cache".
 *
 * A page holds the lock of its build for as long as it lives: what a build has kept is removed
 * only when no tab shows it any more. A closed or crashed tab lets go by itself.
 */

/**
 * `app`: the site's files. `snapshot`: Python as it was when it had started. `library`: Python's,
 * unpacked. `kept`: files that are fetched when they are first needed; they carry their hash in their
 * name and outlive a build. `pypi`: packages that PyPI has, and outlive it, too.
 */
export type CacheKind = "app" | "snapshot" | "library" | "kept" | "pypi";

/** What `kept` files belong to, instead of a build. */
export const EVERY_BUILD = "any";

/** @param site the path that the site is served under, such as `/handbook/`. */
export function cacheName(site: string, kind: CacheKind, build: string): string {
  return `${prefix(site)}${kind}:${build}`;
}

/** The caches of this site, whatever their build. */
export async function ownCaches(
  site: string,
): Promise<{ readonly name: string; readonly kind: string; readonly build: string }[]> {
  return (await caches.keys())
    .filter((name) => name.startsWith(prefix(site)))
    .map((name) => {
      const [kind = "", build = ""] = name.slice(prefix(site).length).split(":");
      return { name, kind, build };
    });
}

/** From a page: keep the caches of its build from being removed, until the page is gone. */
export function holdBuild(site: string, build: string): void {
  // Refused where storage is: then there is nothing to keep.
  navigator.locks?.request(lockName(site, build), { mode: "shared" }, () => never).catch(() => {});
}

/**
 * Remove what other builds than `current` have kept, except those that a tab still shows.
 * @param kinds A page may not remove `app`: the files of a build that waits for its turn are
 *   held by nobody yet, and only the worker knows of it.
 */
export async function removeOutdated(
  site: string,
  current: string,
  kinds: readonly CacheKind[],
): Promise<void> {
  for (const { name, kind, build } of await ownCaches(site)) {
    const outdated = build !== current && build !== EVERY_BUILD;
    if (outdated && kinds.some((one) => one === kind)) {
      await navigator.locks.request(
        lockName(site, build),
        { mode: "exclusive", ifAvailable: true },
        async (lock) => {
          if (lock !== null) {
            await caches.delete(name);
          }
        },
      );
    }
  }
}

const never = new Promise<void>(() => {});

function prefix(site: string): string {
  return `asyncarium:${site}:`;
}

function lockName(site: string, build: string): string {
  return `${prefix(site)}build:${build}`;
}
