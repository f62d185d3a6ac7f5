/** Puts together what keeps the reader's programs, and what they see of it. */

import { button, element } from "../lib/dom.ts";
import type { Pane } from "../pane/pane.ts";
import { Drafts } from "./drafts.ts";
import type { Keeper } from "./keeper.ts";
import { PaneNote } from "./note.ts";
import { Playground } from "./playground.ts";
import { openPrograms } from "./programs-dialog.ts";
import { openVersions } from "./versions-dialog.ts";

const PLAYGROUND = "playground";

export class Desk {
  readonly drafts: Drafts;
  readonly playground: Playground;
  #playgroundNote: PaneNote | null = null;

  /**
   * @param site the path that the site is served under.
   * @param findPlayground brings the playground's pane to life.
   */
  constructor(site: string, findPlayground: () => Pane) {
    this.drafts = new Drafts(site);
    this.playground = new Playground(this.drafts, findPlayground, (keeper) =>
      this.#playgroundNote?.show(keeper),
    );
  }

  /** A pane has come to life. Resolves when what the reader has made of its program stands in it. */
  async take(pane: Pane, id: string): Promise<void> {
    const note = new PaneNote(pane, this.drafts);
    if (id === PLAYGROUND) {
      this.#playgroundNote = note;
      this.#addPrograms(pane);
      this.#addVersions(pane, () => this.playground.keeper);
      await this.playground.attach(pane);
    } else {
      const keeper = this.drafts.keepHandbook(pane, id, (one) => note.show(one));
      this.#addVersions(pane, () => keeper);
      await keeper.open();
    }
  }

  #addVersions(pane: Pane, find: () => Keeper | null): void {
    pane.menuGroups.unshift(() => [
      {
        label: "Versions…",
        act: () => {
          const keeper = find();
          if (keeper !== null) {
            void openVersions(pane, keeper, this.drafts.store);
          }
        },
      },
    ]);
  }

  #addPrograms(pane: Pane): void {
    const buttons = element(
      "p",
      button("My programs", () => openPrograms(this.drafts, this.playground)),
      button("New program", () => void this.playground.begin()),
    );
    buttons.className = "programs-buttons";
    pane.section.before(buttons);
  }
}
