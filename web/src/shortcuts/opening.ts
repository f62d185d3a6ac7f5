/** Opens the list of all shortcuts; it is loaded when somebody wants to see it. */

import { whenLoaded } from "../files/later.ts";
import { isTyping } from "../lib/typing.ts";
import { LIST_SHORTCUTS } from "./site.ts";

/** From now on `?` opens the list. */
export function installShortcuts(): void {
  addEventListener("keydown", (event) => {
    if (event.key === LIST_SHORTCUTS.key && !isTyping(event.target) && !event.defaultPrevented) {
      event.preventDefault();
      void openShortcuts();
    }
  });
}

export async function openShortcuts(): Promise<void> {
  (await whenLoaded(import("./dialog.ts")))?.showShortcuts();
}
