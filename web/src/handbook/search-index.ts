/** Finds words in the handbook's prose and code; the text is that of the page itself. */

import MiniSearch from "minisearch";

export type Hit = {
  /** "#/<chapter>/<place>" */
  readonly href: string;
  readonly title: string;
  readonly chapter: string;
  /** The words around the first match. */
  readonly excerpt: string;
};

type Entry = {
  readonly id: string;
  readonly title: string;
  readonly chapter: string;
  readonly prose: string;
  readonly code: string;
};

const MAX_HITS = 20;
const EXCERPT = 120;

export class SearchIndex {
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #index = new MiniSearch<Entry>({
    fields: ["title", "prose", "code"],
    tokenize: words,
    searchOptions: {
      boost: { title: 4, prose: 2 },
      prefix: true,
      fuzzy: (word) => (word.length > 4 ? 0.2 : false),
      combineWith: "AND",
    },
  });

  constructor() {
    const entries = [...document.querySelectorAll<HTMLElement>("article[data-chapter]")].flatMap(
      entriesOf,
    );
    this.#entries = new Map(entries.map((entry) => [entry.id, entry]));
    this.#index.addAll(entries);
  }

  search(query: string): Hit[] {
    const hits: Hit[] = [];
    for (const { id, terms } of this.#index.search(query).slice(0, MAX_HITS)) {
      const entry = this.#entries.get(String(id));
      if (entry !== undefined) {
        const { title, chapter, prose, code } = entry;
        hits.push({ href: `#${entry.id}`, title, chapter, excerpt: excerpt(prose, code, terms) });
      }
    }
    return hits;
  }
}

/** The words of a text; a dotted name counts whole and in its parts, "asyncio.sleep" as three. */
function words(text: string): string[] {
  return [...text.toLowerCase().matchAll(/[\p{L}\p{N}_]+(?:\.[\p{L}\p{N}_]+)*/gu)].flatMap(
    ([word]) => (word.includes(".") ? [word, ...word.split(".")] : [word]),
  );
}

/** An entry for the chapter's beginning, one for each section and one for each program. */
function entriesOf(article: HTMLElement): Entry[] {
  const chapter = article.dataset["title"] ?? "";
  const parts = new Map([[article.id, { title: chapter, prose: [""] }]]);
  const programs: Entry[] = [];
  let section = article.id;
  for (const child of article.children) {
    const text = child.textContent ?? "";
    if (child.matches("h3[id]")) {
      section = child.id;
      parts.set(section, { title: text, prose: [] });
    } else if (child instanceof HTMLElement && child.dataset["example"] !== undefined) {
      const lesson = child.querySelector(".lesson")?.textContent ?? "";
      const code = child.querySelector("pre")?.textContent ?? "";
      const title = child.dataset["example"];
      programs.push({ id: child.id, title, chapter, prose: lesson, code });
    } else if (!child.matches("h2, nav, .extent")) {
      parts.get(section)?.prose.push(text);
    }
  }
  const sections = [...parts].map(([id, { title, prose }]) => {
    return { id, title, chapter, prose: prose.join("\n"), code: "" };
  });
  return [...sections, ...programs];
}

function excerpt(prose: string, code: string, terms: readonly string[]): string {
  for (const text of [prose, code]) {
    const flat = text.replace(/\s+/g, " ");
    const lower = flat.toLowerCase();
    const at = Math.min(...terms.map((term) => lower.indexOf(term)).filter((index) => index >= 0));
    if (Number.isFinite(at)) {
      const from = Math.max(0, lower.lastIndexOf(" ", Math.max(0, at - EXCERPT / 3)));
      return `${from > 0 ? "… " : ""}${flat.slice(from, from + EXCERPT).trim()} …`;
    }
  }
  return prose.trim().slice(0, EXCERPT);
}
