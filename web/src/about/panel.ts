/** The part of the page about this visit: shows the facts, and has them copied. */

import { copyText } from "../pane/clipboard.ts";
import { button, element } from "../lib/dom.ts";
import { FactList } from "./fact-list.ts";
import type { Facts, SectionName } from "./facts.ts";
import { StoredTable } from "./stored-table.ts";
import type { StoredRow } from "./stored.ts";
import { reportText } from "./text.ts";

export class Panel {
  readonly #lists = new Map<SectionName, FactList>();
  readonly #stored = new StoredTable();
  #report = "";

  /**
   * @param controls for what is stored of the site.
   * @param programs what is stored of the reader's own.
   */
  constructor(place: HTMLElement, controls: HTMLElement, programs: HTMLElement) {
    const licences = element("a", "Licences of all that is in it");
    licences.href = "./licences.txt";
    const columns = element(
      "div",
      element(
        "div",
        this.#section("Offline", this.#stored.element, controls),
        programs,
        this.#section("This site", element("p", licences)),
      ),
      element("div", this.#section("This visit"), this.#section("This browser")),
    );
    columns.className = "about-columns";
    place.append(this.#introduction(), columns);
  }

  /** @param stored null where the browser does not tell. */
  show(facts: Facts, stored: readonly StoredRow[] | null): void {
    for (const [name, list] of this.#lists) {
      list.show(facts[name]);
    }
    this.#stored.show(stored);
    this.#report = reportText(facts, stored);
  }

  #section(name: SectionName, ...more: readonly HTMLElement[]): HTMLElement {
    const list = new FactList();
    this.#lists.set(name, list);
    const section = element("section", element("h2", name), list.element, ...more);
    section.setAttribute("aria-label", name);
    return section;
  }

  #introduction(): HTMLElement {
    const status = element("span");
    status.setAttribute("role", "status");
    const copy = button("Copy as text", () => void copyText(this.#report, "Copied.", status));
    const intro = element(
      "p",
      "For a bug report, or out of curiosity. Nothing of it leaves this page unless you copy it. ",
      copy,
      " ",
      status,
    );
    intro.className = "about-copy";
    return intro;
  }
}
