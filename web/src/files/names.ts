/** Names of files: which are possible, and what is to be known about some. */

import { MAIN } from "../document/document.ts";
import { STANDARD_MODULES } from "./stdlib.ts";

const MOST_CHARACTERS = 100;

/** What JavaScript's objects take for their own. */
const UNUSABLE = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Why a file can't have a name, in the reader's words; null if it can.
 * @param others the names of the other files.
 */
export function nameProblem(name: string, others: readonly string[]): string | null {
  if (name === "") {
    return "Type a name, such as helpers.py or data.txt.";
  }
  if (/[/\\]/.test(name)) {
    return "There are no folders here: leave out / and \\.";
  }
  const strange = /[^\w.-]/u.exec(name)?.[0];
  if (strange !== undefined) {
    const what = /\s/.test(strange) ? "a space" : `“${strange}”`;
    return `A name can’t hold ${what}: use the letters a to z, digits, _ . and -`;
  }
  if (/^\.+$/.test(name)) {
    return "A name needs more than dots.";
  }
  if (name.length > MOST_CHARACTERS) {
    return `This name is too long: ${MOST_CHARACTERS} characters are the most.`;
  }
  if (UNUSABLE.has(name)) {
    return `“${name}” can’t be kept under this name: choose another.`;
  }
  const taken = others.find((other) => other.toLowerCase() === name.toLowerCase());
  if (taken === name) {
    return `There is a file ${taken} already.`;
  }
  if (taken !== undefined) {
    return `There is a file ${taken} already, and many computers don’t tell capitals apart.`;
  }
  return null;
}

/** What is surprising about a possible name; null if nothing is. */
export function nameWarning(name: string): string | null {
  if (name !== "" && !name.includes(".")) {
    return `${name} will be plain text. A module to import needs a name such as ${name}.py.`;
  }
  const module = name.endsWith(".py") ? name.slice(0, -".py".length) : null;
  if (module === null || name === MAIN) {
    return null;
  }
  if (STANDARD_MODULES.has(module)) {
    return `${name} has the name of Python’s own module ${module}. “import ${module}” finds this file instead, in your program and in the modules that it uses. Another name avoids that.`;
  }
  if (!/^[A-Za-z_]\w*$/.test(module)) {
    return `${name} can’t be imported: a module’s name is letters, digits and _, and no digit first.`;
  }
  return null;
}

/** The nearest possible name to one from elsewhere, such as `naive_data_1.csv` to `naïve data (1).csv`. */
export function possibleName(wanted: string): string {
  const base = wanted.split(/[/\\]/).at(-1) ?? "";
  const ascii = base.normalize("NFKD").replace(/\p{Mark}/gu, "");
  const [, stem = "", extension = ""] = /^(.*?)((?:\.\w{1,10})?)$/su.exec(ascii) ?? [];
  const safe = stem
    .replace(/[^\w.-]+/gu, "_")
    .replace(/^_(?=.)|(?<=.)_$/g, "")
    .slice(0, MOST_CHARACTERS - extension.length);
  const name = `${/^\.*$/.test(safe) && extension === "" ? "file" : safe}${extension}`;
  return UNUSABLE.has(name) || /^\.+$/.test(name) ? `${name}_` : name;
}

/** `name`, or where that is taken, the first of name_2, name_3 … that is not. */
export function freeName(name: string, others: readonly string[]): string {
  const taken = new Set(others.map((other) => other.toLowerCase()));
  const [, stem = "", extension = ""] = /^(.+?)((?:\.\w+)?)$/.exec(name) ?? [];
  let free = name;
  for (let count = 2; taken.has(free.toLowerCase()); count += 1) {
    const tail = `_${count}${extension}`;
    free = `${stem.slice(0, MOST_CHARACTERS - tail.length)}${tail}`;
  }
  return free;
}

/** What a program is called among the reader's downloads, without an extension. */
export function fileStem(title: string): string {
  const letters = title.replace(/\.py$/, "").replace(/[^\p{L}\p{N}_-]+/gu, "-");
  const safe = [...letters]
    .slice(0, 60)
    .join("")
    .replace(/^-+|-+$/g, "");
  return safe === "" ? "main" : safe;
}
