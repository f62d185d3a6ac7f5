/** What becomes of files that the reader brings along: a program, or more files for the one there is. */

import { type Files, MAIN, MOST_FILES } from "../document/document.ts";
import { readArchive } from "./archive.ts";
import { MOST_BYTES, OpeningError, checkLimits, decodeText, mebibytes } from "./limits.ts";
import { freeName, nameProblem, nameWarning, possibleName } from "./names.ts";
import { type NotebookProgram, readNotebook } from "./notebook-cells.ts";

/** A file from elsewhere: what the browser's `File` is, too. */
export type Source = Pick<File, "name" | "size" | "arrayBuffer">;

export type Opened = {
  /** All files of the program, with those that were opened. */
  readonly files: Files;
  /** The one to see. */
  readonly shown: string;
  /** What has happened, for the reader. */
  readonly message: string;
};

/** A notebook may hold pictures, which are passed over. */
const MOST_NOTEBOOK_BYTES = 20 * MOST_BYTES;
const MOST_ARCHIVE_BYTES = 2 * MOST_BYTES;

/** What one source holds. */
type Content = {
  readonly source: string;
  readonly files: Files;
  /** Whether it is a program of its own, with a main.py. */
  readonly program: boolean;
  readonly remarks: readonly string[];
};

/**
 * @param files the program that there is.
 * @param edited whether the reader has worked on it: then nothing takes main.py's place by itself.
 * @throws OpeningError when one can't be opened; then none is.
 */
export async function openSources(
  sources: readonly Source[],
  files: Files,
  edited: boolean,
): Promise<Opened> {
  if (sources.length > MOST_FILES) {
    throw new OpeningError(
      `These are ${sources.length.toLocaleString("en")} files; a program can have ${MOST_FILES} here.`,
    );
  }
  const contents: Content[] = [];
  for (const source of sources) {
    contents.push(await read(source));
  }
  const [first] = contents;
  const opened =
    contents.length === 1 && first !== undefined
      ? openOne(first, files, edited)
      : addAll(contents, files);
  checkLimits(opened.files);
  return opened;
}

function openOne(content: Content, files: Files, edited: boolean): Opened {
  const { source, program } = content;
  if (isKind(source, "zip") && program) {
    const names = Object.keys(content.files).length;
    const message = `Opened ${source}: its ${counted(names, "file")} took the place of all that was here.`;
    return { files: content.files, shown: MAIN, message };
  }
  if (!edited && (isKind(source, "py") || isKind(source, "ipynb"))) {
    const { [MAIN]: main, ...others } = mainOf(content);
    const message = [`Opened ${source} as ${MAIN}.`, ...content.remarks].join(" ");
    return { files: { ...files, ...others, [MAIN]: main ?? "" }, shown: MAIN, message };
  }
  return addAll([content], files);
}

/** With its one Python file as the program. */
function mainOf({ files, program }: Content): Files {
  return program ? files : { [MAIN]: Object.values(files)[0] ?? "" };
}

function addAll(contents: readonly Content[], files: Files): Opened {
  const all = new Map(Object.entries(files));
  const placed: string[] = [];
  const remarks: string[] = [];
  for (const content of contents) {
    remarks.push(...content.remarks);
    for (const [wanted, text] of Object.entries(ownNames(content))) {
      const name = placeFor(wanted, [...all.keys()]);
      if (name !== wanted) {
        remarks.push(`“${wanted}” is ${name} here.`);
      }
      if (all.has(name)) {
        remarks.push(`It took the place of the ${name} that was here.`);
      }
      const warning = nameWarning(name);
      if (warning !== null && name.endsWith(".py")) {
        remarks.push(warning);
      }
      all.set(name, text);
      placed.push(name);
    }
  }
  const shown = placed[0] ?? MAIN;
  const what = placed.length <= 3 ? placed.join(", ") : counted(placed.length, "file");
  const message = [`Opened ${what}.`, ...remarks].join(" ");
  return { files: Object.fromEntries(all), shown, message };
}

/** A notebook's program beside another one goes by the notebook's name. */
function ownNames({ source, files, program }: Content): Files {
  if (!program || !isKind(source, "ipynb")) {
    return files;
  }
  const { [MAIN]: main = "", ...others } = files;
  return { [source.replace(/\.ipynb$/i, ".py")]: main, ...others };
}

/** Its own name where it is possible; a file of exactly this name makes room. */
function placeFor(wanted: string, names: readonly string[]): string {
  const others = names.filter((name) => name !== wanted);
  return nameProblem(wanted, others) === null ? wanted : freeName(possibleName(wanted), names);
}

async function read(source: Source): Promise<Content> {
  const { name } = source;
  if (isKind(name, "ipynb")) {
    const notebook = readNotebook(decodeText(name, await bytesOf(source, MOST_NOTEBOOK_BYTES)));
    return { source: name, files: notebook.files, program: true, remarks: remarksOn(notebook) };
  }
  if (isKind(name, "zip")) {
    const files = readArchive(await bytesOf(source, MOST_ARCHIVE_BYTES));
    return { source: name, files, program: Object.hasOwn(files, MAIN), remarks: [] };
  }
  const text = decodeText(name, await bytesOf(source, MOST_BYTES));
  return { source: name, files: { [name]: text }, program: name === MAIN, remarks: [] };
}

/** Its size is looked at first: one of gigabytes must not be read. */
async function bytesOf(source: Source, most: number): Promise<Uint8Array> {
  const { name, size } = source;
  if (size > most) {
    throw new OpeningError(
      `${name} has ${mebibytes(size)}; ${mebibytes(most)} is the most that can be opened.`,
    );
  }
  try {
    return new Uint8Array(await source.arrayBuffer());
  } catch {
    throw new OpeningError(
      `${name} could not be read. A folder can’t be opened: choose the files in it.`,
    );
  }
}

function remarksOn({ cells, magics, wrapped }: NotebookProgram): string[] {
  return [
    `It has ${counted(cells, "code cell")}.`,
    ...(magics > 0
      ? [
          `${counted(magics, "line")} for notebooks alone (% and !) ${magics === 1 ? "is" : "are"} commented out.`,
        ]
      : []),
    ...(wrapped
      ? [
          "It awaits outside of any function, which only a notebook can: all of it stands in an async def now.",
        ]
      : []),
  ];
}

function isKind(name: string, extension: string): boolean {
  return name.toLowerCase().endsWith(`.${extension}`);
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}
