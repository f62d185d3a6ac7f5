/** The interpreter that has imported a program's packages, against one that says what the tests want. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { importsAhead } from "../../web/src/packages/imports.ts";
import { preparationOf } from "../../web/src/packages/preparation.ts";
import { Wheelhouse } from "../../web/src/packages/wheelhouse.ts";
import type { Interpreter } from "../../web/src/runtime/interpreter.ts";
import { PreparedInterpreter } from "../../web/src/runtime/prepared.ts";

class Fake {
  ready = Promise.resolve();
  killed = false;
  readonly fit = Promise.withResolvers<boolean>();
  prepare = () => this.fit.promise;
  kill(): void {
    this.killed = true;
    this.fit.reject(new Error("killed"));
  }
}

function setUp() {
  const spawned: Fake[] = [];
  const prepared = new PreparedInterpreter(() => {
    spawned.push(new Fake());
    return spawned.at(-1) as unknown as Interpreter;
  });
  const prepare = (key: string) =>
    prepared.prepare({ key, packages: [], imports: [], clock: "real" });
  return { spawned, prepared, prepare };
}

test("one is there for the same packages, once", async () => {
  const { spawned, prepared, prepare } = setUp();
  prepare("a");
  spawned[0]?.fit.resolve(true);
  assert.equal(await prepared.take("b"), null);
  assert.equal(await prepared.take("a"), spawned[0]);
  assert.equal(await prepared.take("a"), null);
  assert.equal(spawned[0]?.killed, false);
});

test("another program's takes its place", async () => {
  const { spawned, prepare } = setUp();
  prepare("a");
  prepare("a");
  prepare("b");
  assert.deepEqual(
    spawned.map(({ killed }) => killed),
    [true, false],
  );
});

test("imports that do more than import are made in the program's run", async () => {
  const { spawned, prepared, prepare } = setUp();
  prepare("a");
  spawned[0]?.fit.resolve(false);
  assert.equal(await prepared.take("a"), null);
  assert.equal(spawned[0]?.killed, true);
  prepare("a");
  assert.equal(spawned.length, 1);
});

test("nobody waits for one that is gone", async () => {
  const { spawned, prepared, prepare } = setUp();
  prepare("a");
  const taken = prepared.take("a");
  spawned[0]?.kill();
  assert.equal(await taken, null);
});

const one = (name: string, module: string, needs: string[] = []) => ({
  ...{ name, version: "1.0", imports: [module], needs, requires: [], extras: [] },
  ...{ path: "", bytes: 0, sha256: "" },
});
const wheelhouse = new Wheelhouse([
  one("beautifulsoup4", "bs4"),
  one("pytest", "pytest"),
  one("asyncarium-installer", "asyncarium_installer"),
]);

test("what stands at the head of a program is imported ahead, as it stands there", () => {
  const text = [
    "#!/usr/bin/env python3",
    '"""What it does.',
    "",
    'import "nothing" here"""',
    "",
    "import a, b.c as d # e",
    "from f import (g as h, # i",
    "  j,)",
    "from k.l import *",
    "def late():",
    "    import m",
    "import n",
  ].join("\n");
  assert.deepEqual(importsAhead({ "main.py": text }), [
    { module: "a", names: [] },
    { module: "b.c", names: [] },
    { module: "f", names: ["g", "j"] },
    { module: "k.l", names: [] },
  ]);
});

test("only what nobody can notice is imported ahead", () => {
  const of = (text: string, others = {}, wanted: string[] = []) => {
    const files = { "main.py": text, ...others };
    const packages = wheelhouse.wantedBy(files, wanted);
    const preparation = preparationOf({ files, clock: "real" }, wheelhouse, packages, []);
    return preparation?.imports ?? null;
  };
  assert.deepEqual(of("import json, bs4"), [{ module: "bs4", names: [] }]);
  assert.deepEqual(of("import json"), null);
  assert.deepEqual(of("import pytest, bs4"), null);
  assert.deepEqual(of("import bs4", { "random.py": "" }), null);
  assert.deepEqual(of("import bs4", { "pytest.py": "" }), null);
  assert.deepEqual(of("import bs4", { "helpers.py": "" }), [{ module: "bs4", names: [] }]);
  assert.deepEqual(of('"""\nimport bs4\n"""\nprint()'), null);
  assert.deepEqual(of("import os\nos.environ['A'] = 'b'\nimport bs4"), null);
  // With PyPI switched on, something else than the imports is wanted as well.
  assert.deepEqual(of("import bs4", {}, ["asyncarium-installer"]), null);
});
