/** What this site has of Python packages; the build writes the list (`virtual:on-demand/wheelhouse`). */

import { companionsOf, importedModules } from "./imports.ts";
import type { Files } from "../document/document.ts";

export type WheelhousePackage = {
  /** Normalized, as pip does it. */
  readonly name: string;
  readonly version: string;
  /** Its top-level modules. */
  readonly imports: readonly string[];
  /** The others that come with it, directly. */
  readonly needs: readonly string[];
  /** Its `Requires-Dist`. */
  readonly requires: readonly string[];
  readonly extras: readonly string[];
  /** Of its bundle, relative to the page. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
};

export class Wheelhouse {
  readonly #packages: ReadonlyMap<string, WheelhousePackage>;

  constructor(packages: readonly WheelhousePackage[]) {
    this.#packages = new Map(packages.map((one) => [one.name, one]));
  }

  find(name: string): WheelhousePackage | undefined {
    return this.#packages.get(name);
  }

  /** The package that a top-level module is in. */
  ofModule(module: string): WheelhousePackage | undefined {
    return [...this.#packages.values()].find(({ imports }) => imports.includes(module));
  }

  /** Those that a program's files import. */
  importedBy(files: Files): readonly WheelhousePackage[] {
    const found = [...importedModules(files)].map((module) => this.ofModule(module));
    return found.filter((one) => one !== undefined);
  }

  /**
   * All that a program's files want, with what that needs.
   * @param others names of more.
   */
  wantedBy(files: Files, others: readonly string[] = []): readonly WheelhousePackage[] {
    const companions = [...companionsOf(files), ...others].map((name) => this.find(name));
    // A set goes on to those that are added meanwhile.
    const wanted = new Set([
      ...this.importedBy(files),
      ...companions.filter((one) => one !== undefined),
    ]);
    for (const { needs } of wanted) {
      needs.map((name) => this.find(name)).forEach((one) => one !== undefined && wanted.add(one));
    }
    return [...wanted].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** For the installer in the sandbox. @param pypi whether the page fetches from PyPI, too. */
  toJson(pypi: boolean): string {
    const packages = [...this.#packages.values()].map(({ name, version, requires, extras }) => ({
      name,
      version,
      requires,
      extras,
    }));
    return JSON.stringify({ packages, pypi });
  }
}
