/**
 * Renders the handbook into the page, so that no reader's browser has to.
 *
 * `py/handbook/<chapter>/index.md` begins with `# <number> <title>`; a paragraph `[[program]]`
 * stands for the program of that name beside it. A reference without a program, a program without
 * a reference, and either without a transcript, fail the build.
 */

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import type { Plugin } from "vite";
import { root } from "./python.ts";

type Chapter = {
  readonly slug: string;
  readonly number: number;
  readonly title: string;
  readonly html: string;
};

const directory = join(root, "py/handbook");
const markdown = new MarkdownIt({ html: false, typographer: true });

export function readChapters(): readonly Chapter[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, "index.md")))
    .map((entry) => readChapter(entry.name))
    .sort((a, b) => a.number - b.number);
}

function readChapter(slug: string): Chapter {
  const folder = join(directory, slug);
  const text = readFileSync(join(folder, "index.md"), "utf8");
  const head = /^# (\d+) (.+)\n/.exec(text);
  if (head === null) {
    throw new Error(`${slug}/index.md must begin with "# <number> <title>"`);
  }
  const [line, number = "", title = ""] = head;
  const shown = new Set<string>();
  const html = markdown
    .render(text.slice(line.length))
    .replace(/<p>\[\[([\w-]+)\]\]<\/p>/g, (_match, program: string) => {
      shown.add(program);
      return renderProgram(slug, program);
    });
  checkPrograms(slug, shown);
  return { slug, number: Number(number), title, html };
}

function renderProgram(slug: string, program: string): string {
  const path = join(directory, slug, `${program}.py`);
  if (!existsSync(path)) {
    throw new Error(`${slug}/index.md shows [[${program}]], but there is no ${slug}/${program}.py`);
  }
  const name = escape(program);
  return `<section data-example="${name}" aria-label="Program ${name}"><pre><code>${escape(readFileSync(path, "utf8"))}</code></pre></section>`;
}

function checkPrograms(slug: string, shown: ReadonlySet<string>): void {
  const files = readdirSync(join(directory, slug));
  const stems = (suffix: string) =>
    files.filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length));
  const programs = stems(".py");
  const transcripts = stems(".transcript.json");
  const complain = (name: string | undefined, what: string) => {
    if (name !== undefined) {
      throw new Error(`handbook: ${slug}/${name} ${what}`);
    }
  };
  complain(
    programs.find((name) => !shown.has(name)),
    "is not shown in index.md",
  );
  complain(
    programs.find((name) => !transcripts.includes(name)),
    "has no transcript",
  );
  complain(
    transcripts.find((name) => !programs.includes(name)),
    "is a transcript without a program",
  );
}

export function handbookPlugin(): Plugin {
  return {
    name: "asyncarium:handbook",
    transformIndexHtml: {
      order: "pre",
      handler(page) {
        const chapters = readChapters();
        const contents = chapters
          .map(
            ({ slug, number, title }) =>
              `<li value="${number}"><a href="#/${slug}">${inline(title)}</a></li>`,
          )
          .join("\n");
        const articles = chapters
          .map(
            ({ slug, number, title, html }) =>
              `<article data-chapter="${slug}"><h2>${number} · ${inline(title)}</h2>\n${html}</article>`,
          )
          .join("\n");
        const playground = readFileSync(join(directory, "playground.py"), "utf8");
        return page
          .replace("<!-- contents -->", () => `<ol>${contents}</ol>`)
          .replace("<!-- handbook -->", () => articles)
          .replace("<!-- playground -->", () => escape(playground));
      },
    },
  };
}

function inline(text: string): string {
  return markdown.renderInline(text);
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
