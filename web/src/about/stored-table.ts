/** The table of what is stored. */

import { element } from "../lib/dom.ts";
import { formatBytes } from "./format.ts";
import type { StoredRow } from "./stored.ts";
import { NOT_TOLD } from "./words.ts";

export class StoredTable {
  readonly element = element("table");
  readonly #body = element("tbody");

  constructor() {
    const head = ["Stored in this browser", "Files", "Size"].map((text) => {
      const cell = element("th", text);
      cell.scope = "col";
      return cell;
    });
    this.element.append(element("thead", element("tr", ...head)), this.#body);
  }

  /** @param rows null where the browser does not tell. */
  show(rows: readonly StoredRow[] | null): void {
    const shown = (rows ?? []).map(({ name, files, bytes }) =>
      row(name, `${files}`, files === 0 ? "–" : formatBytes(bytes)),
    );
    this.#body.replaceChildren(...(rows === null ? [row(NOT_TOLD, "–", "–")] : shown));
  }
}

function row(name: string, files: string, size: string): HTMLTableRowElement {
  const head = element("th", name);
  head.scope = "row";
  return element("tr", head, element("td", files), element("td", size));
}
