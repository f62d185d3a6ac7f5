/**
 * What a program's text says of the packages that it may want. A quick look: it sees too much rather
 * than too little, because what is fetched in vain costs less than what is missing.
 */

import type { Files } from "../document/document.ts";
import { STANDARD_MODULES } from "../files/stdlib.ts";
import { POSTGRES as POSTGRES_TEXT } from "../runtime/wants-postgres.ts";
import { INTERNET, wantsInternet } from "../network/wanted.ts";
import type { Import } from "../runtime/prepared.ts";

/** What connects a program to its Postgres. */
export const POSTGRES = "asyncarium-postgres";

/** Packages that come along when a text says something, whoever imports them. */
export const COMPANIONS: readonly { readonly name: string; readonly text: RegExp }[] = [
  { name: POSTGRES, text: POSTGRES_TEXT },
  { name: "asyncarium-installer", text: /\bmicropip\b|^# \/\/\/ script\s*$/m },
  { name: "greenlet", text: /\bsqlalchemy\b/ },
  { name: "httpx", text: /\bstarlette\.testclient\b/ },
  { name: "tzdata", text: /\bzoneinfo\b/ },
];

/** A statement, at the beginning of a line or behind another one. */
const STATEMENT = /(?:^|[;:])[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([^\n;#]*))/gm;
/** Imports by a name that is a text; and the driver in a database's address, `sqlite+aiosqlite://`. */
const NAMED = /\b(?:import_module|__import__)\(\s*["']([\w.]+)|\w\+(\w+):\/\//g;

/** The next thing at the head of a program: an import, an empty line, a comment, a docstring. */
const HEAD =
  /(?:from[ \t]+([\w.]+)[ \t]+import[ \t]*(?:\(([^()]{0,5000})\)|([\w.,* \t]+))|import[ \t]+([\w., \t]+))?[ \t\r]*(?:#.*)?\n|[rR]?"""(?:[^"\\]|"(?!""))*"""|[rR]?'''(?:[^'\\]|'(?!''))*'''/y;

/** Whether a program may need anything beyond Python itself. */
export function mayNeedPackages(files: Files): boolean {
  const foreign = [...importedModules(files)].some((name) => !STANDARD_MODULES.has(name));
  return foreign || companionsOf(files).length > 0;
}

/** Whether a program imports what nobody here knows: PyPI may. */
export function mayBeOnPypi(files: Files, isKnown: (module: string) => boolean): boolean {
  return [...importedModules(files)].some((name) => !STANDARD_MODULES.has(name) && !isKnown(name));
}

/** Whether a program can't do without greenlets: SQLAlchemy without asyncio can. */
export function usesGreenlets(files: Files): boolean {
  const text = /\bsqlalchemy\.ext\.asyncio\b|^[ \t]*(?:import|from)[ \t]+greenlet\b/m;
  return pythonTexts(files).some((one) => text.test(one));
}

/** The top-level modules that a program imports, but for its own files. */
export function importedModules(files: Files): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of pythonTexts(files)) {
    for (const [, from = "", list = ""] of text.matchAll(STATEMENT)) {
      for (const part of [from, ...list.split(",")]) {
        add(names, part);
      }
    }
    for (const [, module = "", driver = ""] of text.matchAll(NAMED)) {
      add(names, module);
      add(names, driver);
    }
  }
  for (const file of Object.keys(files)) {
    names.delete(file.replace(/\.py$/, ""));
  }
  return names;
}

/**
 * What main.py imports before it does anything else: nothing can tell whether that has been done
 * before. Behind the first other statement, an import may find another world.
 */
export function importsAhead(files: Files): readonly Import[] {
  const text = `${files["main.py"] ?? ""}\n`.replaceAll(/\\\r?\n/g, " ");
  const imports: Import[] = [];
  HEAD.lastIndex = 0;
  for (let found = HEAD.exec(text); found !== null && found[0] !== ""; found = HEAD.exec(text)) {
    const [, from, bracketed, plain, list] = found;
    if (from !== undefined) {
      imports.push({ module: from, names: names(bracketed ?? plain ?? "") });
    } else if (list !== undefined) {
      imports.push(...names(list).map((module) => ({ module, names: [] })));
    }
  }
  return imports;
}

function names(list: string): string[] {
  return list
    .replaceAll(/#.*/g, "")
    .split(",")
    .map((part) => part.trim().split(/\s/)[0] ?? "")
    .filter((name) => /^[\w.]+$/.test(name));
}

/** The names of the packages that come along. */
export function companionsOf(files: Files): readonly string[] {
  const texts = pythonTexts(files);
  const companions = COMPANIONS.filter(({ text }) => texts.some((one) => text.test(one)));
  return [...companions.map(({ name }) => name), ...(wantsInternet(files) ? [INTERNET] : [])];
}

function add(names: Set<string>, part: string): void {
  const name = part.trim().split(/[\s.]/)[0] ?? "";
  if (name !== "") {
    names.add(name);
  }
}

/** With lines that go on in the next one made whole. */
function pythonTexts(files: Files): readonly string[] {
  return Object.entries(files)
    .filter(([name]) => name.endsWith(".py"))
    .map(([, text]) => text.replaceAll(/\\\r?\n/g, " "));
}
