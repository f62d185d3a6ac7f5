/** What is stored of the reader's own: how much, the ways out and in, and away with it. */

import type { Drafts } from "../drafts/drafts.ts";
import { handbookProgram } from "../drafts/records.ts";
import { transferControls } from "../drafts/transfer-controls.ts";
import { describeTrouble, troubleOf } from "../drafts/trouble.ts";
import { button, element, setText } from "../lib/dom.ts";
import { formatBytes } from "./format.ts";

const REMOVE = "Remove my programs";

export class ProgramsSection {
  readonly element: HTMLElement;
  readonly #drafts: Drafts;
  readonly #count = element("p");
  readonly #said = element("p");
  readonly #remove = button(REMOVE, ({ detail }) => void this.#pressed(detail));
  #confirming = false;

  constructor(drafts: Drafts) {
    this.#drafts = drafts;
    this.#said.setAttribute("role", "status");
    const buttons = element("p", ...transferControls(drafts), this.#remove);
    buttons.className = "about-buttons";
    this.element = element(
      "section",
      element("h2", "Your programs"),
      this.#count,
      buttons,
      this.#said,
    );
    this.element.setAttribute("aria-label", "Your programs");
    this.#remove.addEventListener("blur", () => this.#rest());
    this.#remove.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") {
        this.#rest();
      }
    });
    drafts.onStored(() => void this.look());
  }

  /** Count what is stored now. */
  async look(): Promise<void> {
    try {
      const documents = (await this.#drafts.store.all()).filter(({ content }) => content !== null);
      const edits = documents.filter(({ id }) => handbookProgram(id) !== null).length;
      const bytes = new Blob(documents.map((one) => JSON.stringify(one))).size;
      const own = documents.length - edits;
      this.#remove.hidden = documents.length === 0 && !this.#confirming;
      setText(
        this.#count,
        `${count(own, "program")} of your own and ${count(edits, "edited program")} of the handbook` +
          (documents.length === 0 ? "." : `, ${formatBytes(bytes)} without older versions.`) +
          " They are kept in this browser and nowhere else.",
      );
    } catch (error) {
      setText(this.#count, `They can’t be read now. ${describeTrouble(troubleOf(error))}`);
    }
  }

  async #pressed(clicks: number): Promise<void> {
    if (!this.#confirming) {
      this.#confirming = true;
      setText(this.#remove, "Remove them now");
      setText(
        this.#said,
        "Press again to remove all your programs, your edits of the handbook’s, and their older versions. “Export all” keeps a copy.",
      );
    } else if (clicks <= 1) {
      // The second half of a double click is no second thought.
      const came = await this.#drafts.clear().then(
        () =>
          "Your programs are removed. What stands in this tab’s panes stays until you close it.",
        (error: unknown) => `That did not work. ${describeTrouble(troubleOf(error))}`,
      );
      this.#rest(came);
      await this.look();
    }
  }

  #rest(said = ""): void {
    if (this.#confirming) {
      this.#confirming = false;
      setText(this.#remove, REMOVE);
      setText(this.#said, said);
    }
  }
}

function count(number: number, name: string): string {
  return number === 1 ? `1 ${name}` : `${number} ${name}s`;
}
