/** What Share does: it copies the link at once, says so, and offers the other ways below. */

import { messageOf } from "../lib/message-of.ts";
import { copyText } from "../pane/clipboard.ts";
import type { Pane } from "../pane/pane.ts";
import { linkTo } from "./address.ts";
import { describeLength } from "./length-label.ts";
import { SharePanel } from "./share-panel.ts";

export class Share {
  readonly #pane: Pane;
  #panel: SharePanel | null = null;

  constructor(pane: Pane) {
    this.#pane = pane;
  }

  async copyLink(): Promise<void> {
    const { elements } = this.#pane;
    this.#panel ??= new SharePanel(this.#pane);
    this.#panel.open();
    try {
      const link = await linkTo(this.#panel.program);
      const done = `Link copied (${describeLength(link.length).label})`;
      if (await copyText(link, done, elements.status)) {
        this.#panel.say("Link copied");
      }
    } catch (error) {
      elements.status.textContent = messageOf(error);
    }
  }
}
