/** Short notices of what has happened, above everything else, with a way back where there is one. */

import { button } from "../lib/dom.ts";
import { find } from "../lib/find.ts";

export type ToastOptions = {
  /** Takes back what happened. */
  readonly undo?: () => void;
  /** Until it is dismissed: something went wrong, and why takes longer to read. */
  readonly lasting?: boolean;
};

/** Time to read it; with a button, to find and press it as well. */
const SECONDS = 6;
const SECONDS_WITH_UNDO = 12;

/** Most notices at a time: the oldest makes room. */
const MOST = 3;

/**
 * Tell the reader; announced politely. It stays while it is pointed at or has the focus.
 * @param message plain text.
 */
export function toast(message: string, { undo, lasting = false }: ToastOptions = {}): void {
  const notice = document.createElement("p");
  notice.className = "toast";
  notice.append(message);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const remove = () => {
    clearTimeout(timer);
    notice.remove();
  };
  if (undo !== undefined) {
    notice.append(
      button("Undo", () => {
        remove();
        undo();
      }),
    );
  }
  notice.append(button("Dismiss", remove));
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(
      () => (notice.matches(":hover, :focus-within") ? wait() : remove()),
      (undo === undefined ? SECONDS : SECONDS_WITH_UNDO) * 1_000,
    );
  };
  if (!lasting) {
    wait();
  }
  const toasts = find("#toasts");
  toasts.append(notice);
  while (toasts.childElementCount > MOST) {
    toasts.firstElementChild?.remove();
  }
}
