/** No remark on a program that is fine: ruff's rules and ours on every program of the handbook. */

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { PositionEncoding, Workspace, initSync } from "@astral-sh/ruff-wasm-web";
import { pythonLanguage } from "@codemirror/lang-python";
import { neverAwaited } from "../../web/src/editor/lint/never-awaited.ts";
import { severityOf, wordsFor } from "../../web/src/editor/lint/words.ts";
import type { RuffFinding } from "../../web/src/linter/messages.ts";
import { RUFF_OPTIONS } from "../../web/src/linter/rules.ts";

const wasm = createRequire(import.meta.url).resolve("@astral-sh/ruff-wasm-web/ruff_wasm_bg.wasm");
initSync({ module: readFileSync(wasm) });
const ruff = new Workspace(RUFF_OPTIONS, PositionEncoding.Utf16);
const check = (text: string) => ruff.check(text) as RuffFinding[];
const codes = (text: string) => check(text).map(({ code }) => code);

/** What goes wrong in them is their lesson. */
const ON_PURPOSE: Readonly<Record<string, readonly string[]>> = {
  "foundation/the-rule.py": ["F704"],
  "traps/block-the-loop.py": ["ASYNC251"],
  "traps/forgotten-await.py": ["never awaited"],
  "traps/lost-task.py": ["RUF006", "RUF006"],
};

test("the handbook's programs get no remark but those that go wrong on purpose", () => {
  const folder = new URL("../../py/handbook/", import.meta.url);
  const found: Record<string, string[]> = {};
  for (const name of globSync("**/*.py", { cwd: folder })) {
    const text = readFileSync(new URL(name, folder), "utf8");
    const own = neverAwaited(pythonLanguage.parser.parse(text), text).map(() => "never awaited");
    const remarks = [...codes(text).map(String), ...own];
    if (remarks.length > 0) {
      found[name] = remarks;
    }
  }
  assert.deepEqual(found, ON_PURPOSE);
});

test("what stops the loop, tasks that nobody holds, names that nobody knows", () => {
  const inMain = (line: string, head = "import asyncio") =>
    `${head}\n\n\nasync def main():\n    ${line}\n\n\nasyncio.run(main())\n`;
  assert.deepEqual(codes(inMain("time.sleep(1)", "import asyncio\nimport time")), ["ASYNC251"]);
  assert.deepEqual(codes(inMain("input()")), ["ASYNC250"]);
  assert.deepEqual(codes(inMain("requests.get('x')", "import asyncio\nimport requests")), [
    "ASYNC210",
  ]);
  assert.deepEqual(codes(inMain("subprocess.run(['x'])", "import asyncio\nimport subprocess")), [
    "ASYNC221",
  ]);
  assert.deepEqual(codes(inMain("asyncio.create_task(main())")), ["RUF006"]);
  assert.deepEqual(codes(inMain("print(nam)")), ["F821"]);
});

test("style is nobody's business", () => {
  assert.deepEqual(codes("import asyncio, time; x = lambda l: l\nprint(asyncio, time, x)\n"), []);
  assert.deepEqual(codes("for i in range(3): print('long' * 3, '" + "x".repeat(200) + "')\n"), []);
});

test("a syntax error is an error, what is left over is not", () => {
  const [broken] = check("x = (\n");
  assert.ok(broken);
  assert.equal(severityOf(broken), "error");
  const [unused] = check("import os\n");
  assert.ok(unused);
  assert.equal(severityOf(unused), "info");
  assert.equal(unused.fix?.message, "Remove unused import: `os`");
});

test("in the reader's words", () => {
  const [sleep] = check("import time\nasync def main():\n    time.sleep(1)\n");
  assert.ok(sleep);
  assert.equal(
    wordsFor(sleep),
    "time.sleep stops the whole event loop: no other task runs meanwhile. Write: await asyncio.sleep(…)",
  );
  const [unknown] = check("print(nam)\n");
  assert.ok(unknown);
  assert.equal(wordsFor(unknown), "Undefined name nam");
});
