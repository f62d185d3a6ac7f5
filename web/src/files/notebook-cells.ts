/** A Jupyter notebook's code cells as a program. */

import * as v from "valibot";
import { type Files, MAIN } from "../document/document.ts";
import { joinCells } from "./cells.ts";
import { OpeningError, checkLimits } from "./limits.ts";
import { commentOutMagics } from "./magics.ts";
import { nameProblem } from "./names.ts";
import { replaceCalls } from "./notebook.ts";
import { linesInStrings, readTopLevel } from "./top-level.ts";

export type NotebookProgram = {
  readonly files: Files;
  /** How many code cells the program is made of. */
  readonly cells: number;
  /** How many lines are commented out, because only a notebook understands them. */
  readonly magics: number;
  /** Whether it stands in an `async def`, because a script can't await outside of one. */
  readonly wrapped: boolean;
};

const Cell = v.looseObject({
  cell_type: v.string(),
  source: v.union([v.string(), v.array(v.string())]),
  metadata: v.optional(v.unknown()),
});
const Notebook = v.looseObject({ cells: v.array(Cell), metadata: v.optional(v.unknown()) });
const Language = v.looseObject({ language_info: v.looseObject({ name: v.string() }) });
const OldNotebook = v.looseObject({ worksheets: v.array(v.unknown()) });
const RunsMark = v.looseObject({ asyncarium: v.looseObject({ runs: v.literal(true) }) });
const FileMark = v.looseObject({ asyncarium: v.looseObject({ file: v.string() }) });

/** @throws OpeningError when it is no notebook with Python in it. */
export function readNotebook(text: string): NotebookProgram {
  const files = new Map<string, string>();
  const program: string[] = [];
  let magics = 0;
  const cells = codeCells(text);
  // Before all that looks into it.
  checkLimits({ cells: cells.map(({ source }) => source).join("") });
  for (const { source, metadata } of cells) {
    const file = fileOf(source, metadata, [MAIN, ...files.keys()]);
    if (file !== null) {
      files.set(file.name, file.text);
      continue;
    }
    const commented = commentOutMagics(source);
    magics += commented.lines;
    program.push(v.is(RunsMark, metadata) ? runAgain(commented.code) : commented.code);
  }
  if (program.length === 0) {
    throw new OpeningError("This notebook has no code cells.");
  }
  const code = joinCells(program);
  const wrapped = readTopLevel(code).awaits;
  return {
    files: { [MAIN]: wrapped ? wrapInAsync(code) : code, ...Object.fromEntries(files) },
    cells: program.length,
    magics,
    wrapped,
  };
}

function codeCells(text: string): { source: string; metadata: unknown }[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new OpeningError("This notebook is damaged: it is no valid JSON.");
  }
  if (v.is(OldNotebook, data)) {
    throw new OpeningError(
      "This notebook has an old format. Open it in Jupyter and save it once; then it can be opened here.",
    );
  }
  const notebook = v.safeParse(Notebook, data);
  if (!notebook.success) {
    throw new OpeningError("This is no notebook: it holds no list of cells.");
  }
  const { cells, metadata } = notebook.output;
  const language = v.is(Language, metadata) ? metadata.language_info.name : "python";
  if (!/^i?python/i.test(language)) {
    throw new OpeningError(`This notebook is in ${language.slice(0, 40)}, not in Python.`);
  }
  return cells
    .filter(({ cell_type }) => cell_type === "code")
    .map(({ source, metadata }) => ({
      source: typeof source === "string" ? source : source.join(""),
      metadata,
    }));
}

/** The file that a cell writes, where its name is possible. */
function fileOf(
  source: string,
  metadata: unknown,
  others: readonly string[],
): { name: string; text: string } | null {
  const [head, name = ""] = /^%%writefile[ \t]+([^\s-]\S*)[ \t]*\n/.exec(source) ?? [];
  if (head !== undefined) {
    return nameProblem(name, others) === null ? { name, text: source.slice(head.length) } : null;
  }
  if (v.is(FileMark, metadata)) {
    const { file } = metadata.asyncarium;
    const empties = source === `open("${file}", "w").close()`;
    return empties && nameProblem(file, others) === null ? { name: file, text: "" } : null;
  }
  return null;
}

/** The way back of what `writeNotebook` does to `asyncio.run(main())`. */
function runAgain(code: string): string {
  return replaceCalls(code, readTopLevel(code).awaited, (argument) => `asyncio.run(${argument})`);
}

/** Text within strings keeps its place: it must not change. */
function wrapInAsync(code: string): string {
  const { fixedImports } = readTopLevel(code);
  const fixed = fixedImports.map(({ from, to }) => code.slice(from, to));
  const body = replaceCalls(
    code,
    fixedImports.map((range) => ({ ...range, argument: range })),
    () => "",
  );
  const inStrings = linesInStrings(body);
  const name = /\bmain\b/.test(code) ? "notebook" : "main";
  let at = 0;
  const indented = body
    .trimEnd()
    .split("\n")
    .map((line) => {
      const indent = line.trim() !== "" && !inStrings.has(at);
      at += line.length + 1;
      return indent ? `    ${line}` : line;
    });
  const future = fixed.filter((line) => line.includes("__future__"));
  const others = fixed.filter((line) => !line.includes("__future__"));
  return [
    ...future,
    "import asyncio",
    ...others,
    "",
    "",
    `async def ${name}():`,
    ...indented,
    "",
    "",
    `asyncio.run(${name}())`,
    "",
  ].join("\n");
}
