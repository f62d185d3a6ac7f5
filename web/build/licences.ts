/** Collects the licences of all that the site ships into `licences.txt`. */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { root } from "./folders.ts";

type Package = {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
};

/** @param others licences of what comes from elsewhere than npm. */
export function licencesPlugin(others: string): Plugin {
  return {
    name: "asyncarium:licences",
    apply: "build",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "licences.txt", source: collectLicences(others) });
    },
  };
}

/** Our own licence, then a section for each package that ends up in the reader's browser. */
export function collectLicences(others: string): string {
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
  const mine = readFileSync(join(root, "LICENSE"), "utf8").trim();
  return [mine, ...sections, python, POSTGRESQL, others].join(`\n\n${"-".repeat(72)}\n\n`);
}

function section({ name, version, license }: Package, folder: string): string {
  if (license === undefined) {
    throw new Error(`${name} names no licence: look it up before shipping it`);
  }
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text =
    file === undefined ? (TEXTS[name] ?? TEXTS[license]) : readFileSync(join(folder, file), "utf8");
  if (text === undefined) {
    throw new Error(`${name} ships without the text of its licence, ${license}`);
  }
  return `${name} ${version}\nLicence: ${license}\n\n${text.trim()}`;
}

const POSTGRESQL =
  "PostgreSQL, inside @electric-sql/pglite\nLicence: PostgreSQL\n\n" +
  "Portions Copyright (c) 1996-2026, PostgreSQL Global Development Group\n" +
  "Portions Copyright (c) 1994, The Regents of the University of California\n\n" +
  "Permission to use, copy, modify, and distribute this software and its documentation for any\n" +
  "purpose, without fee, and without a written agreement is hereby granted, provided that the above\n" +
  "copyright notice and this paragraph and the following two paragraphs appear in all copies.\n\n" +
  "IN NO EVENT SHALL THE UNIVERSITY OF CALIFORNIA BE LIABLE TO ANY PARTY FOR DIRECT, INDIRECT,\n" +
  "SPECIAL, INCIDENTAL, OR CONSEQUENTIAL DAMAGES, INCLUDING LOST PROFITS, ARISING OUT OF THE USE OF\n" +
  "THIS SOFTWARE AND ITS DOCUMENTATION, EVEN IF THE UNIVERSITY OF CALIFORNIA HAS BEEN ADVISED OF THE\n" +
  "POSSIBILITY OF SUCH DAMAGE.\n\n" +
  "THE UNIVERSITY OF CALIFORNIA SPECIFICALLY DISCLAIMS ANY WARRANTIES, INCLUDING, BUT NOT LIMITED TO,\n" +
  "THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE. THE SOFTWARE\n" +
  'PROVIDED HEREUNDER IS ON AN "AS IS" BASIS, AND THE UNIVERSITY OF CALIFORNIA HAS NO OBLIGATIONS TO\n' +
  "PROVIDE MAINTENANCE, SUPPORT, UPDATES, ENHANCEMENTS, OR MODIFICATIONS.";

/** Where a package brings no text of its own: by its name, or by its licence. */
const TEXTS: Readonly<Record<string, string>> = {
  "MPL-2.0":
    "This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0.\n" +
    "If a copy of the MPL was not distributed with this file, You can obtain one at\n" +
    "https://mozilla.org/MPL/2.0/. The source code is at https://github.com/pyodide/pyodide.",
  "xz-decompress":
    "By Tim Perry and Steve Sanderson. Contains XZ Embedded by Lasse Collin and Igor Pavlov, which\n" +
    "is in the public domain, and walloc, Copyright (c) 2020 Igalia, S.L., under the same licence.\n\n" +
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this software\n" +
    'and associated documentation files (the "Software"), to deal in the Software without\n' +
    "restriction, including without limitation the rights to use, copy, modify, merge, publish,\n" +
    "distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the\n" +
    "Software is furnished to do so, subject to the following conditions:\n\n" +
    "The above copyright notice and this permission notice shall be included in all copies or\n" +
    "substantial portions of the Software.\n\n" +
    'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING\n' +
    "BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND\n" +
    "NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,\n" +
    "DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,\n" +
    "OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.",
};
