/** Says that a link holds no program, and lets the reader have what is left of it. */

import { messageOf } from "../lib/message-of.ts";
import { copyText } from "../pane/clipboard.ts";

/** Enough to recognise a link by; one made to hurt may have millions of characters. */
const SHOWN = 300;

/**
 * @param banner says it, and is shown.
 * @param hash the link's, without "#".
 */
export function showDamagedLink(banner: HTMLElement, hash: string, error: unknown): void {
  const raw = `#${hash}`;
  const text = document.createElement("code");
  text.textContent = raw.length > SHOWN ? `${raw.slice(0, SHOWN)}…` : raw;
  const status = document.createElement("span");
  const copy = document.createElement("button");
  copy.type = "button";
  copy.textContent = "Copy the link’s text";
  copy.addEventListener("click", () => void copyText(raw, "Copied.", status));
  banner.replaceChildren(
    `${messageOf(error)} Ask for it again, or look whether all of it was copied. Its text: `,
    text,
    " ",
    copy,
    " ",
    status,
  );
  banner.hidden = false;
}
