/** What a program is supplied with, as far as its text tells. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { wantedWheels } from "../../web/build/wheels.ts";
import {
  companionsOf,
  importedModules,
  importsAhead,
  mayBeOnPypi,
  mayNeedPackages,
  usesGreenlets,
} from "../../web/src/packages/imports.ts";
import { wantsInternet } from "../../web/src/network/wanted.ts";
import { Wheelhouse } from "../../web/src/packages/wheelhouse.ts";
import {
  describeFetching,
  describeMissing,
  describeProblem,
} from "../../web/src/packages/words.ts";

const main = (text: string) => ({ "main.py": text });
const imported = (text: string) => [...importedModules(main(text))].sort();

const one = (name: string, imports: string[], needs: string[] = []) => ({
  ...{ name, version: "1.0", imports, needs, requires: [], extras: [] },
  ...{ path: `packages/${name}.bundle`, bytes: 1_000, sha256: "" },
});
const wheelhouse = new Wheelhouse([
  one("aiohttp", ["aiohttp"], ["yarl", "multidict"]),
  one("yarl", ["yarl"], ["multidict"]),
  one("multidict", ["multidict"]),
  one("beautifulsoup4", ["bs4"]),
  one("asyncarium-installer", ["asyncarium_installer"], ["micropip"]),
  one("micropip", ["micropip"]),
]);
const wanted = (text: string) => wheelhouse.wantedBy(main(text)).map(({ name }) => name);

test("every kind of import is seen", () => {
  assert.deepEqual(imported("import a, b.c as d, e # f"), ["a", "b", "e"]);
  assert.deepEqual(imported("import a\nfrom b.c import (\n  d,\n)\nimport e"), ["a", "b", "e"]);
  assert.deepEqual(imported("def f():\n    import a\n    from b import c"), ["a", "b"]);
  assert.deepEqual(imported("try: import a\nexcept ImportError: import b; import c"), [
    "a",
    "b",
    "c",
  ]);
  assert.deepEqual(imported("import a, \\\n  b\r\nimport c"), ["a", "b", "c"]);
  assert.deepEqual(imported(`import_module("a.b"); x = __import__('c')`), ["a", "c"]);
  assert.deepEqual(imported(`create_async_engine("sqlite+aiosqlite://")`), ["aiosqlite"]);
});

test("what is no import is not taken for one", () => {
  assert.deepEqual(imported("important = 1\nyield from things\nx.import_it()"), []);
  assert.deepEqual(imported("from . import helpers"), []);
});

test("the program's own files are no packages", () => {
  const files = { "main.py": "import helpers, a", "helpers.py": "import b", "a.txt": "import c" };
  assert.deepEqual([...importedModules(files)].sort(), ["a", "b"]);
});

test("most programs need nothing", () => {
  assert.equal(mayNeedPackages(main("import asyncio, json\nfrom os import path")), false);
  assert.equal(mayNeedPackages(main("import aiohttp")), true);
  assert.equal(mayNeedPackages(main("from zoneinfo import ZoneInfo")), true);
  assert.equal(mayNeedPackages(main("# /// script\n# dependencies = []\n# ///\n")), true);
});

test("a package comes with what it needs, and no other does", () => {
  assert.deepEqual(wanted("import asyncio, aiohttp"), ["aiohttp", "multidict", "yarl"]);
  assert.deepEqual(wanted("import bs4"), ["beautifulsoup4"]);
  assert.deepEqual(wanted("import numpy"), []);
});

test("a program that installs packages gets what installs them", () => {
  assert.deepEqual(wanted("import micropip"), ["asyncarium-installer", "micropip"]);
  assert.deepEqual(companionsOf(main("# /// script\n# ///")), ["asyncarium-installer"]);
});

test("PyPI is asked for what nobody here knows", () => {
  const known = (module: string) => wheelhouse.ofModule(module) !== undefined;
  assert.equal(mayBeOnPypi(main("import aiohttp, json"), known), false);
  assert.equal(mayBeOnPypi(main("import rich"), known), true);
});

test("a wheel without a hash fails the build", () => {
  const hash = "0".repeat(64);
  assert.deepEqual(wantedWheels(`# why\n\na==1.0 --hash=sha256:${hash}\n`, "list"), [
    { name: "a", sha256: hash },
  ]);
  for (const line of ["a==1.0", "a", `a>=1.0 --hash=sha256:${hash}`, "a==1.0 --hash=sha256:0"]) {
    assert.throws(
      () => wantedWheels(`b==1 --hash=sha256:${hash}\n${line}\n`, "py/wheelhouse.txt"),
      new Error(`py/wheelhouse.txt: "${line}" must be name==version --hash=sha256:...`),
    );
  }
});

test("the reader is told what is fetched, and what to do", () => {
  assert.equal(describeFetching(["aiohttp"], 811_225), "Fetching aiohttp (0.8 MB)…");
  assert.equal(describeFetching(["a", "b", "c"], 12_345), "Fetching a and 2 more (13 kB)…");
  assert.equal(
    describeProblem("aiohttp", "aiohttp.bundle arrived damaged.", true),
    "aiohttp could not be fetched: aiohttp.bundle arrived damaged. Press Run to try again.",
  );
  assert.equal(
    describeProblem("aiohttp", "", false),
    "aiohttp is not in this browser yet, and there is no network. What was fetched once works offline: connect, and press Run again.",
  );
  assert.equal(
    describeMissing("numpy", { pypi: false, here: null, named: true }),
    "numpy is neither a file of this program nor among the packages of this site. Pure Python packages can come from PyPI: “Use packages from PyPI”, under More, and run again.",
  );
  assert.equal(
    describeMissing("numpy", { pypi: true, here: null, named: false }),
    "numpy is neither a file of this program nor among the packages of this site, and PyPI was not asked: the program does not name it in an import. Name it there, or its package in a # /// script block.",
  );
  // The traceback ends with what PyPI said.
  assert.equal(describeMissing("numpy", { pypi: true, here: null, named: true }), null);
  assert.equal(
    describeMissing("bs4", { pypi: false, here: "beautifulsoup4", named: false }),
    "bs4 comes with beautifulsoup4, which this site has, but the program does not name it in an import. Name it: import bs4.",
  );
  assert.equal(describeMissing("tkinter", { pypi: false, here: null, named: true }), null);
});

test("greenlets are what SQLAlchemy's asyncio needs, and SQLAlchemy alone does not", () => {
  assert.ok(usesGreenlets({ "main.py": "from sqlalchemy.ext.asyncio import AsyncSession\n" }));
  assert.ok(usesGreenlets({ "main.py": "", "other.py": "    import greenlet\n" }));
  assert.ok(
    !usesGreenlets({ "main.py": "import sqlalchemy\nfrom sqlalchemy.orm import Session\n" }),
  );
  assert.ok(!usesGreenlets({ "main.py": "", "notes.txt": "import greenlet\n" }));
});

test("no text keeps the page busy for long", () => {
  const started = performance.now();
  const lines = 100_000;
  for (const hostile of [
    "from a import (\n".repeat(lines),
    `#http://${"\n".repeat(lines)}`,
    "\u2028".repeat(lines),
    `"""${"\n".repeat(lines)}`,
  ]) {
    mayNeedPackages(main(hostile));
    importsAhead(main(hostile));
    usesGreenlets(main(hostile));
    wantsInternet(main(hostile));
  }
  // It is 50 ms, and was minutes: the expressions looked at each rest of the text anew.
  assert.ok(performance.now() - started < 10_000);
});
