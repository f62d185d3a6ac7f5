/** What is stored, as the rows of a table. */

import { EVERY_BUILD } from "../offline/caches.ts";
import type { Kept } from "../offline/registration.ts";

export type StoredRow = { readonly name: string; readonly files: number; readonly bytes: number };

const NAMES: Readonly<Record<string, string>> = {
  app: "The site’s files and their list",
  snapshot: "Python’s snapshot",
  library: "Python’s library, unpacked",
  kept: "Files fetched when needed",
};
/** Has no row where nothing is stored of it: most readers never ask for any. */
const PYPI = { kind: "pypi", name: "Packages from PyPI" };
const OTHER_VERSIONS = "Other versions of the site";

/**
 * A row for each kind, also where nothing is stored of it, and the sum.
 * @param build the page's; what belongs to another one has a row of its own.
 */
export function storedRows(kept: readonly Kept[], build: string): readonly StoredRow[] {
  const own = ({ build: of }: Kept) => of === build || of === EVERY_BUILD;
  const rows = Object.entries(NAMES).map(([kind, name]) =>
    sum(
      name,
      kept.filter((one) => own(one) && one.kind === kind),
    ),
  );
  const pypi = sum(
    PYPI.name,
    kept.filter(({ kind }) => kind === PYPI.kind),
  );
  const others = sum(
    OTHER_VERSIONS,
    kept.filter((one) => !own(one) || !(one.kind in NAMES || one.kind === PYPI.kind)),
  );
  const more = [pypi, others].filter(({ files }) => files > 0);
  return [...rows, ...more, sum("Together", kept)];
}

function sum(name: string, kept: readonly Kept[]): StoredRow {
  return {
    name,
    files: kept.reduce((files, one) => files + one.files, 0),
    bytes: kept.reduce((bytes, one) => bytes + one.bytes, 0),
  };
}
