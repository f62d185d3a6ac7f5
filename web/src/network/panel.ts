/** What a program has asked of the practice internet, below its output; loaded when it is wanted. */

import "../styles/network.css";
import { element, setText } from "../lib/dom.ts";
import { painted } from "../lib/painted.ts";
import type { InternetSettings, NetworkExchange } from "../protocol.ts";
import { settingsForm } from "./settings-form.ts";
import { ExchangeTable } from "./table.ts";
import { describeCount } from "./words.ts";

export class NetworkPanel {
  readonly element = element("details");
  readonly #summary = element("summary");
  readonly #table = new ExchangeTable();
  readonly #scroller = element("div", this.#table.element);
  /** What is to be shown in the next frame, by number. */
  readonly #next = new Map<number, NetworkExchange>();
  /** Another program stands in the pane: the real internet was not allowed for that. */
  readonly shutIn: () => void;
  #begun = 0;
  #simulated = false;

  /**
   * @param title says what the program is called that stands in the pane.
   * @param changed hears of the reader's settings.
   */
  constructor(
    settings: InternetSettings,
    title: () => string,
    changed: (settings: InternetSettings) => void,
  ) {
    this.element.className = "network";
    this.#scroller.className = "network-table";
    this.#scroller.role = "region";
    this.#scroller.ariaLabel = "Requests";
    this.#scroller.tabIndex = 0;
    const { form, shutIn } = settingsForm(settings, title, changed);
    this.shutIn = shutIn;
    this.element.append(this.#summary, this.#scroller, form);
    this.clear(false);
  }

  /** Another run begins. */
  clear(simulated: boolean): void {
    this.#simulated = simulated;
    this.#begun = 0;
    this.#next.clear();
    this.#table.clear();
    this.#describe();
  }

  /** Show them soon. */
  add(exchanges: readonly NetworkExchange[]): void {
    if (this.#next.size === 0) {
      void painted().then(() => this.#draw());
    }
    for (const exchange of exchanges) {
      this.#next.set(exchange.id, exchange);
    }
  }

  /** Bring it to the reader. */
  open(): void {
    this.element.open = true;
    this.element.scrollIntoView({ block: "nearest" });
    this.#summary.focus();
  }

  #draw(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    const atEnd = this.element.open && scrollHeight - scrollTop - clientHeight < 8;
    for (const exchange of this.#next.values()) {
      this.#begun = Math.max(this.#begun, exchange.id);
      this.#table.show(exchange);
    }
    this.#next.clear();
    this.#describe();
    if (atEnd) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
    }
  }

  #describe(): void {
    this.#scroller.hidden = this.#table.size === 0;
    setText(this.#summary, describeCount(this.#table.size, this.#begun, this.#simulated));
  }
}
