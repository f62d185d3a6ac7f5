/** A list of facts on the page. */

import { element, setText } from "../lib/dom.ts";
import type { Fact } from "./facts.ts";

export class FactList {
  readonly element = element("dl");
  readonly #values = new Map<string, HTMLElement>();

  show(facts: readonly Fact[]): void {
    for (const { name, value } of facts) {
      let shown = this.#values.get(name);
      if (shown === undefined) {
        shown = element("dd");
        this.#values.set(name, shown);
        this.element.append(element("div", element("dt", name), shown));
      }
      setText(shown, value);
    }
  }
}
