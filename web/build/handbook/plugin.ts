/** Puts the handbook into index.html when the site is built, so that no reader's browser has to; and a pane into embed.html. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import type { Plugin } from "vite";
import { type Chapter, handbookFolder, readChapters } from "./chapters.ts";
import { renderEmbeddedPane, renderPlaygroundPane } from "./pane.ts";

export function handbookPlugin(): Plugin {
  return {
    name: "asyncarium:handbook",
    transformIndexHtml: {
      order: "pre",
      handler(page) {
        if (page.includes("<!-- pane -->")) {
          return page.replace("<!-- pane -->", renderEmbeddedPane());
        }
        const chapters = readChapters();
        const parts: Readonly<Record<string, string>> = {
          introduction: renderIntroduction(),
          chapters: chapters.map(renderTeaser).join("\n"),
          contents: chapters.map(renderContents).join("\n"),
          handbook: chapters.map(renderChapter).join("\n"),
          playground: renderPlaygroundPane(readText("playground.py")),
        };
        return page.replace(/<!-- (\w+) -->/g, (comment, name: string) => parts[name] ?? comment);
      },
    },
  };
}

function readText(file: string): string {
  return readFileSync(join(handbookFolder, file), "utf8");
}

function renderIntroduction(): string {
  return new MarkdownIt({ typographer: true }).render(readText("introduction.md"));
}

function renderTeaser(chapter: Chapter): string {
  const { slug, title } = chapter;
  return `<li><a href="#/${slug}"><span class="number">${chapter.number}</span>${title}</a> <span class="extent">${extent(chapter)}</span></li>`;
}

function extent({ minutes, programs }: Chapter): string {
  const count = programs.length === 0 ? "" : ` · ${programs.length} programs`;
  return `${minutes} min${count}`;
}

function renderContents({ slug, number, title, sections }: Chapter): string {
  const items = sections.map(
    (section) => `<li><a href="#${section.address}">${section.title}</a></li>`,
  );
  return `<li><a href="#/${slug}"><span class="number">${number}</span>${title}</a><ol>${items.join("")}</ol></li>`;
}

function renderChapter(chapter: Chapter, index: number, all: readonly Chapter[]): string {
  const { slug, number, title, html } = chapter;
  const before = all[index - 1];
  const after = all[index + 1];
  const links = [
    before === undefined ? "" : renderStep(before, "prev", "Previous"),
    after === undefined ? "" : renderStep(after, "next", "Next"),
  ];
  return `<article data-chapter="${slug}" data-title="${plainText(title)}" id="/${slug}" aria-labelledby="/${slug}/title">
<h2 id="/${slug}/title"><span class="number">${number}</span>${title}</h2>
<p class="extent">${extent(chapter)}</p>
${html}
<nav class="steps" aria-label="After “${plainText(title)}”">${links.join("")}</nav>
</article>`;
}

/** A title without its mark-up. */
function plainText(html: string): string {
  return html.replace(/<[^>]*>/g, "");
}

function renderStep({ slug, title }: Chapter, rel: string, label: string): string {
  return `<a rel="${rel}" href="#/${slug}"><span>${label}</span> ${title}</a>`;
}
