/**
 * Puts packages where Python finds them.
 *
 * A bundle, as py/pack_packages.py makes it: the length of a JSON list of paths and sizes (four
 * bytes, little-endian), that list, and the contents one after the other.
 */

import type { PyodideAPI } from "pyodide";

export const SITE_PACKAGES = "/lib/python3.14/site-packages";

/** Unpack into site-packages. The files are parts of `bundle`: nothing is copied. */
export function unpackBundle({ FS }: Pick<PyodideAPI, "FS">, bundle: ArrayBuffer): void {
  const length = new DataView(bundle).getUint32(0, true);
  const listing = new TextDecoder().decode(new Uint8Array(bundle, 4, length));
  let at = 4 + length;
  const made = new Set<string>();
  for (const [name, size] of JSON.parse(listing) as readonly (readonly [string, number])[]) {
    const path = `${SITE_PACKAGES}/${name}`;
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(folder)) {
      FS.mkdirTree(folder);
      made.add(folder);
    }
    FS.writeFile(path, new Uint8Array(bundle, at, size), { canOwn: true });
    at += size;
  }
}
