/** Collects the licences of all that the site ships into `licences.txt`. */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { root } from "./python.ts";

type Package = {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
};

export function licencesPlugin(): Plugin {
  return {
    name: "asyncarium:licences",
    apply: "build",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "licences.txt", source: collectLicences() });
    },
  };
}

/** Our own licence, then a section for each package that ends up in the reader's browser. */
export function collectLicences(): string {
  const shipped = new Map<string, string>();
  const visit = (name: string) => {
    if (shipped.has(name)) {
      return;
    }
    const folder = join(root, "node_modules", name);
    const info = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
    shipped.set(name, section(info, folder));
    Object.keys(info.dependencies ?? {}).forEach(visit);
  };
  const own = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Package;
  Object.keys(own.dependencies ?? {}).forEach(visit);
  const sections = [...shipped].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  const python = [
    "CPython 3.14, inside pyodide",
    "Licence: PSF-2.0. Copyright Python Software Foundation. https://docs.python.org/3.14/license.html",
  ].join("\n");
  return [readFileSync(join(root, "LICENSE"), "utf8").trim(), ...sections, python].join(
    `\n\n${"-".repeat(72)}\n\n`,
  );
}

function section({ name, version, license }: Package, folder: string): string {
  if (license === undefined) {
    throw new Error(`${name} names no licence: look it up before shipping it`);
  }
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? TEXTS[license] : readFileSync(join(folder, file), "utf8");
  if (text === undefined) {
    throw new Error(`${name} ships without the text of its licence, ${license}`);
  }
  return `${name} ${version}\nLicence: ${license}\n\n${text.trim()}`;
}

/** Where a package brings no text of its own. */
const TEXTS: Readonly<Record<string, string>> = {
  "MPL-2.0":
    "This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0.\n" +
    "If a copy of the MPL was not distributed with this file, You can obtain one at\n" +
    "https://mozilla.org/MPL/2.0/. The source code is at https://github.com/pyodide/pyodide.",
};
