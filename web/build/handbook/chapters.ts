/**
 * Reads `py/handbook`: a folder a chapter, each with `index.md`, which begins with
 * `# <number> <title>`, its programs and their transcripts.
 */

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../folders.ts";
import { type Section, renderInline, renderProse } from "./markdown.ts";
import { readPrograms } from "./programs.ts";

export type Chapter = {
  readonly slug: string;
  /** "1", or "A" for an appendix. */
  readonly number: string;
  /** HTML, as all titles. */
  readonly title: string;
  readonly html: string;
  readonly sections: readonly Section[];
  readonly programs: readonly string[];
  readonly minutes: number;
};

export const handbookFolder = join(root, "py/handbook");

const WORDS_PER_MINUTE = 200;
/** To read a program of thirty lines, run it and look at its output. */
const MINUTES_PER_PROGRAM = 0.75;

/**
 * The chapters in `handbook`, in order.
 * @throws Error that names what is missing, unused or refers to nothing.
 */
export function readChapters(handbook: string = handbookFolder): readonly Chapter[] {
  const chapters = readdirSync(handbook)
    .filter((slug) => existsSync(join(handbook, slug, "index.md")))
    .map((slug) => readChapter(handbook, slug))
    .sort((a, b) => (a.number < b.number ? -1 : 1));
  checkAddresses(chapters);
  return chapters;
}

function readChapter(handbook: string, slug: string): Chapter {
  const folder = join(handbook, slug);
  const text = readFileSync(join(folder, "index.md"), "utf8");
  const head = /^# (\w+) (.+)\n/.exec(text);
  if (head === null) {
    throw new Error(`${slug}/index.md must begin with "# <number> <title>"`);
  }
  const [line, number = "", title = ""] = head;
  const programs = readPrograms(folder);
  const prose = renderProse(slug, folder, text.slice(line.length), programs);
  for (const id of programs.keys()) {
    const times = prose.shown.filter((one) => one === id).length;
    if (times !== 1) {
      throw new Error(`${slug}/index.md shows ${id}.py ${times} times`);
    }
  }
  const minutes = prose.words / WORDS_PER_MINUTE + programs.size * MINUTES_PER_PROGRAM;
  return {
    slug,
    number,
    title: renderInline(title),
    html: prose.html,
    sections: prose.sections,
    programs: prose.shown,
    minutes: Math.max(1, Math.round(minutes)),
  };
}

/** Every address is one place, and every link leads to one. */
function checkAddresses(chapters: readonly Chapter[]): void {
  const html = chapters.map((chapter) => chapter.html).join("");
  const places = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id = ""]) => id);
  const known = new Set(["/", "/play", ...chapters.map(({ slug }) => `/${slug}`), ...places]);
  const double = places.find((place, index) => places.indexOf(place) !== index);
  if (double !== undefined) {
    throw new Error(`the handbook has two places with the address #${double}`);
  }
  for (const [, target = ""] of html.matchAll(/ href="#([^"]*)"/g)) {
    if (!known.has(decodeURIComponent(target))) {
      throw new Error(`a link of the handbook leads nowhere: #${target}`);
    }
  }
  for (const [, target = ""] of html.matchAll(/ href="([^#"][^"]*)"/g)) {
    if (!target.startsWith("https://docs.python.org/3/")) {
      throw new Error(`a link of the handbook leaves Python's documentation: ${target}`);
    }
  }
}
