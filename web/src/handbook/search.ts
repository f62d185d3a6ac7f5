/** The search field: results as you type. Its index is made at the first word. */

import { find } from "../lib/find.ts";
import { isTyping } from "../lib/typing.ts";
import { SEARCH_SITE } from "../shortcuts/site.ts";
import type { Hit, SearchIndex } from "./search-index.ts";

export function installSearch(): void {
  const field = find<HTMLInputElement>("#query");
  const results = find("#results");
  const status = find("[role=status]", results);
  const list = find("ol", results);
  let index: SearchIndex | null = null;
  const load = async () => {
    const { SearchIndex } = await import("./search-index.ts");
    index ??= new SearchIndex();
    return index;
  };
  // Now, not at the first word: the network may be gone by then. A failure is found again there.
  import("./search-index.ts").catch(() => {});

  let shown = "";
  const close = () => {
    list.replaceChildren();
    results.hidden = true;
    shown = "";
  };

  const search = async () => {
    const query = field.value.trim();
    if (query === "") {
      close();
      return;
    }
    const hits = (await load()).search(query);
    // What is shown already stays: replacing it would take the focus from a result.
    if (field.value.trim() === query && shown !== query) {
      shown = query;
      list.replaceChildren(...hits.map(item));
      status.textContent = describe(hits.length);
      results.hidden = false;
    }
  };
  field.addEventListener("input", () => void search());
  field.addEventListener("focus", () => void search());
  list.addEventListener("click", close);
  const area = find("search");
  area.addEventListener("focusout", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && area.contains(relatedTarget))) {
      close();
    }
  });
  area.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    if (event.key === "Escape") {
      field.focus();
      field.value = "";
      close();
    } else if (event.key === "ArrowDown") {
      links[Math.min(at + 1, links.length - 1)]?.focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      (links[at - 1] ?? field).focus();
    } else if (event.key === "Enter" && at === -1) {
      links[0]?.click();
    } else {
      return;
    }
    event.preventDefault();
  });
  // Somebody may have typed before this script was here.
  void search();
  addEventListener("keydown", (event) => {
    if (event.key === SEARCH_SITE.key && !isTyping(event.target)) {
      event.preventDefault();
      field.focus();
    }
  });
}

function describe(hits: number): string {
  return hits === 0 ? "Nothing found" : hits === 1 ? "1 place" : `${hits} places`;
}

function item({ href, title, chapter, excerpt }: Hit): HTMLElement {
  const link = document.createElement("a");
  link.href = href;
  const head = document.createElement("b");
  head.textContent = title;
  const where = document.createElement("span");
  where.textContent = chapter === title ? "" : chapter;
  const text = document.createElement("span");
  text.className = "excerpt";
  text.textContent = excerpt;
  link.append(head, where, text);
  const element = document.createElement("li");
  element.append(link);
  return element;
}
