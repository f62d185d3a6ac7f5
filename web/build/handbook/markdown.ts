/**
 * A chapter's prose into HTML: Markdown, and a few things of our own.
 *
 *     [[program]]            the pane of <program>.py beside it
 *     [[program predict]]    the same, and the reader puts its lines in order first
 *     ```lesson              after a failing program: what its error means, and the cure
 *     ```claim               what is often said and is not so
 *     ![what it shows](picture.svg)      a picture beside it, put into the page
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt, { type Token } from "markdown-it";
import { escapeHtml } from "./html.ts";
import { renderProgramPane } from "./pane.ts";
import type { Program } from "./programs.ts";

export type Section = { readonly address: string; readonly title: string };

export type Prose = {
  readonly html: string;
  readonly sections: readonly Section[];
  /** The programs that it shows. */
  readonly shown: readonly string[];
  /** How many words there are to read, programs not counted. */
  readonly words: number;
};

const markdown = new MarkdownIt({ html: false, typographer: true });
const REFERENCE = /^\[\[([\w-]+)( predict)?\]\]$/;
const FENCES = ["python", "text", "claim"];

export function renderInline(text: string): string {
  return markdown.renderInline(text);
}

/**
 * @param slug the chapter's name in addresses.
 * @param folder where its programs and pictures are.
 * @throws Error that names what refers to nothing.
 */
export function renderProse(
  slug: string,
  folder: string,
  text: string,
  programs: ReadonlyMap<string, Program>,
): Prose {
  const tokens = markdown.parse(text, {});
  const html: string[] = [];
  const sections: Section[] = [];
  const shown: string[] = [];
  let words = 0;
  let at = 0;
  while (at < tokens.length) {
    const end = endOfBlock(tokens, at);
    const block = tokens.slice(at, end);
    const [first, content] = block as [Token, Token | undefined];
    const reference = REFERENCE.exec(content?.content ?? "");
    const picture = pictureIn(content);
    words += block.reduce((sum, token) => sum + countWords(token), 0);
    at = end;
    if (reference !== null) {
      const [, id = "", predict] = reference;
      const next = tokens[at];
      const lesson = next?.type === "fence" && next.info === "lesson" ? next : null;
      if (lesson !== null) {
        words += countWords(lesson);
        at += 1;
      }
      shown.push(id);
      html.push(renderReference(id, predict !== undefined, lesson?.content ?? null));
    } else if (picture !== null) {
      html.push(renderPicture(folder, picture.file, picture.caption));
    } else if (first.type === "heading_open") {
      html.push(renderHeading(first.tag, content?.content ?? ""));
    } else if (first.type === "fence") {
      html.push(renderFence(first));
    } else {
      html.push(markdown.renderer.render(block, markdown.options, {}));
    }
  }
  return { html: html.join("\n"), sections, shown, words };

  function renderReference(id: string, predict: boolean, lesson: string | null): string {
    const program = programs.get(id);
    if (program === undefined) {
      throw new Error(`${slug}/index.md shows [[${id}]], but there is no ${slug}/${id}.py`);
    }
    if ((program.transcript.error === null) !== (lesson === null)) {
      throw new Error(`${slug}/index.md: a lesson follows [[${id}]] exactly if that fails`);
    }
    if (predict) {
      checkPredictable(program);
    }
    return renderProgramPane(program, {
      address: `/${slug}/${id}`,
      predict,
      lesson: lesson === null ? null : markdown.render(lesson),
    });
  }

  function renderHeading(tag: string, title: string): string {
    const address = `/${slug}/${slugOf(title)}`;
    if (tag === "h2") {
      sections.push({ address, title: renderInline(title) });
    }
    // The chapter's own title is the page's h2.
    const level = tag === "h2" ? "h3" : "h4";
    return `<${level} id="${address}"><a class="anchor" href="#${address}">${renderInline(title)}</a></${level}>`;
  }

  function renderFence({ info, content }: Token): string {
    if (!FENCES.includes(info)) {
      throw new Error(`${slug}/index.md: a fence must be one of ${FENCES.join(", ")}: "${info}"`);
    }
    if (info === "claim") {
      return `<aside class="claim"><p class="aside-title">Often said, and not so</p>${markdown.render(content)}</aside>`;
    }
    return `<pre class="listing"><code>${escapeHtml(content)}</code></pre>`;
  }
}

/** Lines that are alike can't be put in order, and many are no pleasure to. */
function checkPredictable({ id, transcript }: Program): void {
  const lines = transcript.lines.filter(({ stream }) => stream === "stdout");
  const texts = new Set(lines.map(({ text }) => text));
  if (texts.size !== lines.length || lines.length < 3 || lines.length > 8) {
    throw new Error(`[[${id} predict]]: it must print 3 to 8 lines, no two of them alike`);
  }
}

/** The index behind the block that begins at `at`. */
function endOfBlock(tokens: readonly Token[], at: number): number {
  let depth = 0;
  do {
    depth += tokens[at]?.nesting ?? 0;
    at += 1;
  } while (depth > 0 && at < tokens.length);
  return at;
}

/** "exit-order" for "Exit order". */
export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, "")
    .trim()
    .replace(/\s+/g, "-");
}

function countWords({ type, content }: Token): number {
  const read = type === "inline" || type === "fence" ? content : "";
  return read.split(/\s+/).filter((word) => /\w/.test(word)).length;
}

function pictureIn(content: Token | undefined): { file: string; caption: string } | null {
  const [only, ...others] = content?.children ?? [];
  if (only?.type !== "image" || others.length > 0) {
    return null;
  }
  return { file: String(only.attrGet("src")), caption: only.content };
}

const PICTURE_ELEMENTS = /^<\/?(svg|g|rect|line|path|polyline|circle|text|tspan)[\s/>]/;

function renderPicture(folder: string, file: string, caption: string): string {
  const svg = readFileSync(join(folder, file), "utf8")
    .replace(/<!--.*?-->/gs, "")
    .replace(/>\s+</g, "><")
    .trim();
  for (const [tag] of svg.matchAll(/<[^>]*>/g)) {
    if (!PICTURE_ELEMENTS.test(tag) || /[\s/"'](on\w+|style|\S*href)\s*=/i.test(tag)) {
      throw new Error(`${join(folder, file)}: ${tag} does not belong into a picture`);
    }
  }
  const text = renderInline(caption);
  const drawn = svg.replace("<svg", `<svg role="img" aria-label="${escapeHtml(caption)}"`);
  return `<figure>${drawn}<figcaption aria-hidden="true">${text}</figcaption></figure>`;
}
