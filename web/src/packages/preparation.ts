/** What may be imported ahead of a program's next run: nothing of it may show. */

import { STANDARD_MODULES } from "../files/stdlib.ts";
import type { Program } from "../runtime/interpreter.ts";
import type { Preparation } from "../runtime/prepared.ts";
import { importsAhead } from "./imports.ts";
import type { Wheelhouse, WheelhousePackage } from "./wheelhouse.ts";

/** They look at what is imported, and when. */
const NOTICING = ["asyncarium-installer", "pytest"];

/**
 * Null where the program might notice, or imports no package of this site.
 * @param packages all that it wants, with their bundles.
 */
export function preparationOf(
  { files, clock }: Pick<Program, "files" | "clock">,
  wheelhouse: Wheelhouse,
  packages: readonly WheelhousePackage[],
  bundles: readonly ArrayBuffer[],
): Preparation | null {
  const wanted = packages.map(({ name }) => name);
  // A package would import the program's own file in place of the library's, or of another package.
  const hides = Object.keys(files)
    .map((name) => name.replace(/\.py$/, ""))
    .some((name) => STANDARD_MODULES.has(name) || wheelhouse.ofModule(name) !== undefined);
  const imports = importsAhead(files).filter(
    ({ module }) => wheelhouse.ofModule(module.split(".")[0] ?? "") !== undefined,
  );
  if (hides || imports.length === 0 || wanted.some((name) => NOTICING.includes(name))) {
    return null;
  }
  return { key: JSON.stringify([wanted, imports, clock]), packages: bundles, imports, clock };
}
