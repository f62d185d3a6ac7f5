/** Tabs tell each other that something was kept. Only a hint to look: what counts is what is stored. */

import * as v from "valibot";
import { DocumentId } from "./records.ts";

/** Everything was removed. */
export const ALL = "all";

const Hint = v.union([DocumentId, v.literal(ALL)]);

export class Hints {
  readonly #channel: BroadcastChannel | null;

  /** @param site the path that the site is served under. */
  constructor(site: string) {
    this.#channel = open(`asyncarium:${site}:drafts`);
  }

  /** @param id of the document that was kept. */
  tell(id: string): void {
    this.#channel?.postMessage(id);
  }

  listen(listener: (id: string) => void): void {
    this.#channel?.addEventListener("message", ({ data }) => {
      const hint = v.safeParse(Hint, data);
      if (hint.success) {
        listener(hint.output);
      }
    });
  }
}

function open(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null; // the tabs find out when they save
  }
}
