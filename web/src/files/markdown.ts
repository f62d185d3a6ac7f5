/** A program, what it printed, and where: as Markdown for an issue or a chat. */

import type { ProgramDocument } from "../document/document.ts";
import { MAIN, sameFiles } from "../document/document.ts";
import { fenced } from "../lib/fenced.ts";
import type { Program } from "../runtime/interpreter.ts";
import type { Ending } from "../runtime/run.ts";

export type Report = {
  readonly document: ProgramDocument;
  /** What was run last; null before the first run. */
  readonly ran: Pick<Program, "files" | "clock"> | null;
  /** How; null while it runs. */
  readonly ending: Ending | null;
  readonly output: string;
  readonly versions: {
    readonly build: string;
    readonly python: string;
    readonly pyodide: string;
    readonly browser: string;
  };
};

/** Issues take 65,536 characters: what came last says most. */
const MOST_OUTPUT = 20_000;

const LANGUAGES: Readonly<Record<string, string>> = {
  py: "python",
  json: "json",
  toml: "toml",
  csv: "csv",
  md: "markdown",
  html: "html",
  yaml: "yaml",
  yml: "yaml",
};

export function writeMarkdown(report: Report): string {
  const { document, ran, versions } = report;
  const { files, title = MAIN } = document;
  const { [MAIN]: main = "", ...others } = files;
  const heading = title === MAIN ? [] : [`**${inLine(title)}**`];
  return [
    ...heading,
    ...Object.entries({ [MAIN]: main, ...others }).map(
      ([name, text]) => `\`${name}\`\n\n${fenced(text, languageOf(name))}`,
    ),
    ...(ran === null ? ["Not run yet."] : describeRun(report, ran)),
    `Asyncarium ${versions.build}, Python ${versions.python}, Pyodide ${versions.pyodide}, ${(ran ?? document).clock} time, ${inLine(versions.browser)}`,
  ]
    .join("\n\n")
    .concat("\n");
}

function describeRun({ document, ending, output }: Report, ran: Pick<Program, "files">): string[] {
  const ofThis = sameFiles(document.files, ran.files)
    ? "Output"
    : "Output of the run before the last edits";
  const how = ending === null ? "still running" : outcomeOf(ending);
  if (output === "") {
    return [`${ofThis}: none (${how})`];
  }
  const { text, left } = lastOf(output);
  const cut = left === 0 ? "" : `, the first ${left.toLocaleString("en")} lines left out`;
  return [`${ofThis} (${how}${cut}):`, fenced(text, "text")];
}

function outcomeOf({ outcome, error, durationSeconds }: Ending): string {
  const after = `after ${durationSeconds.toLocaleString("en", { maximumFractionDigits: 3 })} s`;
  return error === null
    ? `${outcome} ${after}`
    : `${outcome} with ${error.type}${error.line === null ? "" : ` in line ${error.line}`} ${after}`;
}

function lastOf(output: string): { readonly text: string; readonly left: number } {
  if (output.length <= MOST_OUTPUT) {
    return { text: output, left: 0 };
  }
  const newline = output.indexOf("\n", output.length - MOST_OUTPUT);
  const from =
    newline === -1 || newline === output.length - 1 ? output.length - MOST_OUTPUT : newline + 1;
  return { text: output.slice(from), left: output.slice(0, from).split("\n").length - 1 };
}

function languageOf(name: string): string {
  return LANGUAGES[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "text";
}

function inLine(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>]/g, "\\$&");
}
