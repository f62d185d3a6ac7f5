/** A pane's part for the network: empty until a program asks for something, or the reader does. */

import { whenLoaded } from "../files/later.ts";
import type { InternetSettings, NetworkExchange } from "../protocol.ts";
import type { Pool } from "../runtime/pool.ts";
import type { NetworkPanel } from "./panel.ts";
import { USUAL } from "./wanted.ts";

/** Of those that come before there is a panel to show them. */
const MOST_EARLY = 1_000;

export class NetworkTab {
  readonly element = document.createElement("div");
  settings: InternetSettings = USUAL;
  #simulated = false;
  /** What came while the panel was on its way. */
  #early: NetworkExchange[] = [];
  #panel: NetworkPanel | null = null;
  #loading: Promise<void> | null = null;
  readonly #title: () => string;

  /** @param title says what the program is called that stands in the pane. */
  constructor(title: () => string) {
    this.#title = title;
    this.element.hidden = true;
  }

  /** Another program is shown, or run. */
  clear(simulated = false): void {
    this.#simulated = simulated;
    this.#early = [];
    this.#panel?.clear(simulated);
    this.element.hidden = true;
  }

  /** Another program stands in the pane: the real internet was not allowed for that. */
  shutIn(): void {
    this.settings = { ...this.settings, real: false };
    this.#panel?.shutIn();
  }

  /** Where programs run that may use the real internet. */
  async pool(): Promise<Pool> {
    return (await import("./let-out.ts")).poolOutside();
  }

  add(exchanges: readonly NetworkExchange[]): void {
    this.element.hidden = false;
    if (this.#panel === null) {
      this.#early.push(...exchanges);
      this.#early.splice(0, this.#early.length - MOST_EARLY);
      void this.#load();
    } else {
      this.#panel.add(exchanges);
    }
  }

  /** Show it, with its settings, whether anything was asked for or not. */
  async open(): Promise<void> {
    this.element.hidden = false;
    await this.#load();
    this.#panel?.open();
  }

  #load(): Promise<void> {
    this.#loading ??= this.#fetch();
    return this.#loading;
  }

  async #fetch(): Promise<void> {
    const loaded = await whenLoaded(import("./panel.ts"));
    if (loaded === null) {
      this.#loading = null;
      return;
    }
    this.#panel = new loaded.NetworkPanel(this.settings, this.#title, (settings) => {
      this.settings = settings;
    });
    this.#panel.clear(this.#simulated);
    this.#panel.add(this.#early);
    this.#early = [];
    this.element.append(this.#panel.element);
  }
}
