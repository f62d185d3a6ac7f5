/** A program with all that belongs to it: what a pane shows, a draft keeps and a link carries. */

import * as v from "valibot";
import { CLOCK_MODES } from "../protocol.ts";

/** The file that is run. */
export const MAIN = "main.py";

/** File name to text. */
export type Files = Readonly<Record<string, string>>;

/** Most characters of a title. */
export const MAX_TITLE = 200;

/** What valibot leaves out of a record without a word, lest it change every object. */
const UNKEPT = ["__proto__", "prototype", "constructor"];

/** A name that is the same in every file system; no folders, nothing hidden. */
export const FileName = v.pipe(
  v.string(),
  v.regex(/^(?!\.+$)[\w.-]{1,100}$/),
  v.check((name) => !UNKEPT.includes(name)),
);

export const ProgramDocument = v.strictObject({
  title: v.optional(v.pipe(v.string(), v.maxLength(MAX_TITLE))),
  files: v.pipe(
    v.custom<object>((files) => !UNKEPT.some((name) => Object.hasOwn(Object(files), name))),
    v.record(FileName, v.string()),
    v.check((files) => Object.hasOwn(files, MAIN), `a program needs a ${MAIN}`),
  ),
  clock: v.picklist(CLOCK_MODES),
});
/** Most files of a program from elsewhere: each gets a tab, and is looked at with each key. */
export const MOST_FILES = 100;

/** One that comes from elsewhere: a link, a file. */
export const ForeignDocument = v.pipe(
  ProgramDocument,
  v.check(({ files }) => Object.keys(files).length <= MOST_FILES, "too many files"),
);

export type ProgramDocument = v.InferOutput<typeof ProgramDocument>;

export function sameFiles(one: Files, other: Files): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && one[name] === other[name])
  );
}
