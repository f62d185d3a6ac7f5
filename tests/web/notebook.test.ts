/** Notebooks: a program comes back as it went, and a stranger's cells become a script. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type ProgramDocument } from "../../web/src/document/document.ts";
import { joinCells, splitCells } from "../../web/src/files/cells.ts";
import { OpeningError } from "../../web/src/files/limits.ts";
import { readNotebook } from "../../web/src/files/notebook-cells.ts";
import { writeNotebook } from "../../web/src/files/notebook.ts";

const document = (files: Record<string, string>): ProgramDocument => ({
  title: "a *title*",
  files: { "main.py": "", ...files },
  clock: "real",
});
const notebook = (...cells: (string | string[])[]) =>
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { language_info: { name: "python" } },
    cells: cells.map((source) => ({ cell_type: "code", metadata: {}, source, outputs: [] })),
  });
const code = (...cells: (string | string[])[]) => readNotebook(notebook(...cells)).files["main.py"];
const sources = (written: string): string[] =>
  JSON.parse(written)
    .cells.filter(({ cell_type }: { cell_type: string }) => cell_type === "code")
    .map(({ source }: { source: string[] }) => source.join(""));

const lines = fc.array(
  fc.constantFrom(
    "# %%",
    "# %% First",
    "#%%",
    "",
    "import asyncio",
    "async def main():\n    await asyncio.sleep(1)",
    "asyncio.run(main())",
    "asyncio.run(main(1), debug=True)",
    'if __name__ == "__main__":\n    asyncio.run(main())',
    'text = """\n# %%\n!ls\nasyncio.run(main())\n"""',
    "print('é 🐍')",
    "x = (4\n% 3)",
    "class A:\n    x = 1\r",
  ),
  { maxLength: 12 },
);

test("cells join to what was split", () => {
  fc.assert(
    fc.property(lines, (lines) => {
      assert.equal(joinCells(splitCells(lines.join("\n"))), lines.join("\n"));
    }),
  );
  const any = fc.string({ unit: fc.constantFrom("# %%", "#%%", " ", "a", "\n", "\r") });
  fc.assert(
    fc.property(any, (text) => {
      assert.equal(joinCells(splitCells(text)), text);
    }),
  );
  assert.deepEqual(splitCells("a\n# %%\nb\n# %% c\nd"), ["a", "b", "# %% c\nd"]);
});

test("a program comes back as it went", () => {
  const texts = fc.string({ unit: "grapheme", maxLength: 50 });
  fc.assert(
    fc.property(lines, texts, texts, (lines, helpers, data) => {
      const files = { "main.py": lines.join("\n"), "helpers.py": helpers, "data.txt": data };
      assert.deepEqual({ ...readNotebook(writeNotebook(document(files))).files }, files);
    }),
    { numRuns: 500 },
  );
});

test("asyncio.run(main()) becomes await main(), where it is a statement", () => {
  const main = [
    "async def main(): pass",
    "def helper():\n    asyncio.run(main())",
    "x = asyncio.run(main())",
    "# asyncio.run(main())",
    'if __name__ == "__main__":\n    asyncio.run(main())',
    "asyncio.run(main())",
  ].join("\n");
  const written = writeNotebook(document({ "main.py": main }));
  assert.match(written, /that does more than that, and an `asyncio.Runner`, stand as they were/);
  const [cell = ""] = sources(written);
  assert.equal(
    cell,
    [
      "async def main(): pass",
      "def helper():\n    asyncio.run(main())",
      "x = asyncio.run(main())",
      "# asyncio.run(main())",
      'if __name__ == "__main__":\n    await main()',
      "await main()",
    ].join("\n"),
  );
});

test("a notebook is of the format 4.5, and says what was changed", () => {
  const written = JSON.parse(
    writeNotebook(document({ "main.py": "asyncio.run(main())\n# %%\nx", "a.txt": "1" })),
  );
  assert.deepEqual([written.nbformat, written.nbformat_minor], [4, 5]);
  const [about, ...cells] = written.cells;
  assert.doesNotMatch(about.source.join(""), /stand as they were/);
  assert.match(about.source.join(""), /^# a \\\*title\\\*\n/);
  assert.match(
    about.source.join(""),
    /`asyncio\.run\(main\(\)\)` in the script is `await main\(\)`/,
  );
  assert.deepEqual(
    cells.map(({ source }: { source: string[] }) => source),
    [["%%writefile a.txt\n", "1"], ["await main()"], ["x"]],
  );
  const ids = written.cells.map(({ id }: { id: string }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) {
    assert.match(id, /^[\w-]{1,64}$/);
  }
});

test("code cells are joined, and nothing else is taken", () => {
  assert.equal(code("a = 1", ["b = 2\n", "c = 3"]), "a = 1\n# %%\nb = 2\nc = 3");
  const mixed = JSON.stringify({
    cells: [
      { cell_type: "markdown", source: "# text" },
      { cell_type: "raw", source: "raw" },
      { cell_type: "code", source: "x", metadata: null },
    ],
  });
  assert.deepEqual(readNotebook(mixed), {
    files: { "main.py": "x" },
    cells: 1,
    magics: 0,
    wrapped: false,
  });
});

test("what only a notebook understands is commented out", () => {
  assert.equal(
    code("%matplotlib inline\n!pip install x \\\n  y\nprint(1)\nfiles = !ls\nif x:\n    %time f()"),
    [
      "# only in a notebook: %matplotlib inline",
      "# only in a notebook: !pip install x \\",
      "  # only in a notebook: y",
      "print(1)",
      "# only in a notebook: files = !ls",
      "if x:",
      "    pass  # only in a notebook: %time f()",
    ]
      .join("\n")
      .replace("  # only in a notebook: y", "  pass  # only in a notebook: y"),
  );
  assert.equal(code("%%time\nf()"), "# only in a notebook: %%time\nf()");
  assert.equal(code("%%bash\nls\n\nx"), "# only in a notebook: %%bash\n# ls\n#\n# x");
  assert.equal(readNotebook(notebook("%a\n!b", "%%bash\nls")).magics, 4);
  for (const python of [
    'x = """\n!ls\n%time\n"""',
    "x = (a\n% b)",
    "x = a \\\n  % b",
    "f(\n  a=1,\n)",
  ]) {
    assert.equal(code(python), python);
  }
});

test("an await outside of functions puts all into an async def", () => {
  const read = readNotebook(
    notebook(
      "from __future__ import annotations\nfrom math import *\nimport asyncio",
      'text = """\nas it is\n"""\n\nawait asyncio.sleep(1)',
    ),
  );
  assert.equal(read.wrapped, true);
  assert.equal(
    read.files["main.py"],
    `from __future__ import annotations
import asyncio
from math import *


async def main():


    import asyncio
    # %%
    text = """
as it is
"""

    await asyncio.sleep(1)


asyncio.run(main())
`,
  );
  for (const cell of [
    "async with a as b: pass",
    "async for a in b: pass",
    "x = [a async for a in b]",
  ]) {
    assert.equal(readNotebook(notebook(cell)).wrapped, true, cell);
  }
  for (const cell of [
    "async def f():\n    await x",
    "f = lambda: 1",
    "class A:\n    async def f(self): await x",
  ]) {
    assert.equal(readNotebook(notebook(cell)).wrapped, false, cell);
  }
  assert.match(code("async def main(): pass", "await main()") ?? "", /async def notebook\(\):/);
});

test("files that cells write are files, if their names are possible", () => {
  const { files } = readNotebook(
    notebook("%%writefile a.txt\n1\n", "%%writefile ../b\n2", "%%writefile main.py\n3", "x"),
  );
  assert.deepEqual(Object.keys(files), ["main.py", "a.txt"]);
  assert.equal(files["a.txt"], "1\n");
});

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ["", /damaged: it is no valid JSON/],
  ["[]", /no list of cells/],
  ["null", /no list of cells/],
  ['{"cells": {}}', /no list of cells/],
  ['{"cells": [{"cell_type": "code", "source": 7}]}', /no list of cells/],
  ['{"cells": []}', /no code cells/],
  ['{"worksheets": []}', /old format/],
  ['{"cells": [], "metadata": {"language_info": {"name": "R"}}}', /is in R, not in Python/],
];
for (const [text, message] of REFUSED) {
  test(`what is no notebook is refused: ${text || "nothing"}`, () => {
    assert.throws(
      () => readNotebook(text),
      (error) => {
        assert.ok(error instanceof OpeningError);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test("a notebook of too much code is refused, one of deep brackets is read", () => {
  assert.throws(
    () => readNotebook(notebook("x".repeat(600_000), "y".repeat(600_000))),
    OpeningError,
  );
  assert.equal(readNotebook(notebook("(\n!".repeat(10_000))).cells, 1);
});

test("no text at all brings it down", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({
          unit: fc.constantFrom("%", "!", "\n", " ", '"""', "await x", "(", "a=", "\\", "def f():"),
        }),
      ),
      (cells) => {
        readNotebook(notebook("", ...cells));
      },
    ),
  );
});
