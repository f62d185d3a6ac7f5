/**
 * A program as a Jupyter notebook.
 *
 * In a notebook an event loop runs already: `asyncio.run(main())`, as a statement of its own,
 * becomes `await main()`. The cells where that was done are marked, for the way back. The other
 * files are cells that write them. What comes back is the program, character by character, as far
 * as it is valid Python and but for the layout within the brackets of `asyncio.run()`.
 */

import type { ProgramDocument } from "../document/document.ts";
import { MAIN } from "../document/document.ts";
import { splitCells } from "./cells.ts";
import { type Call, readTopLevel } from "./top-level.ts";

type CodeCell = {
  readonly source: string;
  readonly mark: { readonly runs: true } | { readonly file: string } | null;
};

export function writeNotebook({ title = MAIN, files }: ProgramDocument): string {
  const code = files[MAIN] ?? "";
  const program = programCells(code);
  const others = Object.entries(files).filter(([name]) => name !== MAIN);
  const cells = [...others.map(([name, text]) => fileCell(name, text)), ...program];
  const rewritten = program.some(({ mark }) => mark !== null);
  const runsLeft = program.some(({ source }) =>
    /\basyncio\s*\.\s*(?:run\s*\(|Runner\b)/.test(source),
  );
  const notebook = {
    cells: [
      {
        id: "about",
        cell_type: "markdown",
        metadata: {},
        source: inLines(describe(title, others.length > 0, rewritten, runsLeft)),
      },
      ...cells.map(({ source, mark }, index) => ({
        id: `cell-${index + 1}`,
        cell_type: "code",
        execution_count: null,
        metadata: mark === null ? {} : { asyncarium: mark },
        outputs: [],
        source: inLines(source),
      })),
    ],
    metadata: {
      kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
      language_info: { name: "python" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

function programCells(code: string): CodeCell[] {
  const cells = splitCells(code);
  if (readTopLevel(code).awaits) {
    // No valid script: awaits of the reader's and of ours could not be told apart.
    return cells.map((source) => ({ source, mark: null }));
  }
  return cells.map((source) => {
    const { runs } = readTopLevel(source);
    const rewritten = replaceCalls(source, runs, (argument) => `await ${argument}`);
    return { source: rewritten, mark: runs.length > 0 ? { runs: true } : null };
  });
}

function fileCell(name: string, text: string): CodeCell {
  // The magic refuses to write nothing.
  const source = text === "" ? `open("${name}", "w").close()` : `%%writefile ${name}\n${text}`;
  return { source, mark: { file: name } };
}

function describe(title: string, hasFiles: boolean, rewritten: boolean, runsLeft: boolean): string {
  const safe = title.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|]/g, "\\$&");
  return [
    `# ${safe}`,
    "From Asyncarium, the async Python handbook that you run.",
    ...(rewritten
      ? [
          "In a notebook an event loop runs already. So what stands as `asyncio.run(main())` in the script is `await main()` here.",
        ]
      : []),
    ...(runsLeft
      ? [
          "An `asyncio.run()` that does more than that, and an `asyncio.Runner`, stand as they were: a notebook can’t run them.",
        ]
      : []),
    ...(hasFiles ? ["The first cells write the program’s other files."] : []),
  ].join("\n\n");
}

/** Each call replaced by what `make` makes of its argument. */
export function replaceCalls(
  code: string,
  calls: readonly Call[],
  make: (argument: string) => string,
): string {
  let result = "";
  let at = 0;
  for (const { from, to, argument } of calls) {
    result += code.slice(at, from) + make(code.slice(argument.from, argument.to));
    at = to;
  }
  return result + code.slice(at);
}

/** As notebooks keep text: a list of lines with their ends. */
function inLines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}
