/** Whether PyPI is asked for what this site has not: the reader says so, once for all their programs. */

import { readStored, writeStored } from "../lib/storage.ts";

export const SWITCH_LABEL = "Use packages from PyPI";

export function pypiWanted(): boolean {
  return readStored("pypi") === "on";
}

export function wantPypi(on: boolean): void {
  writeStored("pypi", on ? "on" : "off");
}
