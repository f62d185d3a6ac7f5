/** The requests as a table; all of its text is a stranger's. */

import { element, setText } from "../lib/dom.ts";
import type { NetworkExchange } from "../protocol.ts";
import { formatBytes } from "../written/content.ts";
import { describeOutcome, describeTimes, formatSeconds, isTrouble, outcomeOf } from "./words.ts";

/** Older ones are not shown. */
export const MAX_ROWS = 500;

const COLUMNS = ["Request", "Status", "Size", "Start", "First byte", "Took"];

export class ExchangeTable {
  readonly element = element("table");
  readonly #body = element("tbody");
  readonly #rows = new Map<number, HTMLTableRowElement>();

  constructor() {
    const heads = COLUMNS.map((label) => withRole("columnheader", element("th", label)));
    const head = withRole("rowgroup", element("thead", withRole("row", element("tr", ...heads))));
    this.element.ariaLabel = "Requests to the practice internet";
    withRole("rowgroup", this.#body);
    withRole("table", this.element).append(head, this.#body);
  }

  get size(): number {
    return this.#rows.size;
  }

  clear(): void {
    this.#rows.clear();
    this.#body.replaceChildren();
  }

  /** Add a request, or tell what is new of it. One that is not shown any more stays so. */
  show(exchange: NetworkExchange): void {
    const known = this.#rows.get(exchange.id);
    if (known !== undefined) {
      fill(known, exchange);
      return;
    }
    const [oldest] = this.#rows.keys();
    if (this.#rows.size >= MAX_ROWS && oldest !== undefined) {
      if (exchange.id < oldest) {
        return;
      }
      this.#rows.get(oldest)?.remove();
      this.#rows.delete(oldest);
    }
    const row = emptyRow();
    fill(row, exchange);
    this.#rows.set(exchange.id, row);
    this.#body.append(row);
  }
}

function emptyRow(): HTMLTableRowElement {
  const request = withRole("rowheader", element("th"));
  const others = COLUMNS.slice(1).map(() => withRole("cell", element("td")));
  return withRole("row", element("tr", request, ...others));
}

/** Said, because it is lost in some browsers where the style sheet shows no table. */
function withRole<T extends Element>(role: string, part: T): T {
  part.role = role;
  return part;
}

function fill(row: HTMLTableRowElement, exchange: NetworkExchange): void {
  const outcome = outcomeOf(exchange);
  const texts = [
    `${exchange.method} ${exchange.url}`,
    describeOutcome(outcome),
    outcome.kind === "waiting" ? "" : formatBytes(exchange.size),
    formatSeconds(exchange.started),
    ...describeTimes(exchange),
  ];
  row.classList.toggle("trouble", isTrouble(outcome));
  for (const [index, text] of texts.entries()) {
    const cell = row.cells[index];
    if (cell !== undefined) {
      setText(cell, text);
    }
  }
}
