/** Opens the program that a link holds in the playground. Nothing of it runs by that. */

import { describeMoment } from "../drafts/moment.ts";
import type { Arrival, Playground } from "../drafts/playground.ts";
import { button } from "../lib/dom.ts";
import { find } from "../lib/find.ts";
import { decodeLink } from "./codec.ts";
import { showDamagedLink } from "./damaged-link.ts";

export class SharedPrograms {
  readonly #playground: Playground;

  constructor(playground: Playground) {
    this.#playground = playground;
  }

  /** @param hash the address's, without "#". */
  async arrive(hash: string): Promise<void> {
    try {
      const program = await decodeLink(hash);
      if (location.hash !== `#${hash}`) {
        return; // the reader has gone elsewhere meanwhile
      }
      const arrival = await this.#playground.openLinked(hash, program);
      if (location.hash === `#${hash}`) {
        this.#tellOf(arrival);
      }
    } catch (error) {
      showDamagedLink(find("#shared-banner"), hash, error);
      await this.#playground.arrive();
    }
  }

  #tellOf({ edited, mine }: Arrival): void {
    if (edited) {
      tell("This is a shared program. You have edited it; Reset brings back what was shared.");
      return;
    }
    tell("This is a shared program. Nothing of it runs until you press Run.");
    if (mine !== null) {
      find("#shared-banner").append(
        " You have edited it before. ",
        button(`Open yours from ${describeMoment(mine.savedAt)}`, () => {
          location.hash = "#/play";
          void this.#playground.open(mine.id);
        }),
      );
    }
  }
}

function tell(message: string): void {
  const banner = find("#shared-banner");
  banner.textContent = message;
  banner.hidden = false;
}
