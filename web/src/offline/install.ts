/**
 * Offers to install the page as an app, where the browser does: Chrome, Edge and their kin.
 *
 * Firefox and Safari never say that they could. Their menus can, and no button is shown.
 */

import { assertNever } from "../lib/assert.ts";
import { find } from "../lib/find.ts";

/** Not in TypeScript's library, because it is no standard. It can ask only once. */
type InstallOffer = Event & { readonly prompt: () => Promise<unknown> };

type Installing =
  | { readonly kind: "unavailable" }
  | { readonly kind: "offered"; readonly offer: InstallOffer }
  | { readonly kind: "asking" };

const REFUSED =
  "The browser did not open its question about installing. Its own menu can install this page, too.";

/** Call this before the page has loaded: the browser makes its offer once, right behind that. */
export function installInstallButton(): void {
  const line = find("#install-offer");
  const button = find<HTMLButtonElement>("#install");
  let state: Installing = { kind: "unavailable" };

  const enter = (next: Installing) => {
    state = next;
    line.hidden = next.kind === "unavailable";
    button.disabled = next.kind === "asking";
  };

  const ask = async (offer: InstallOffer) => {
    enter({ kind: "asking" });
    try {
      await offer.prompt();
      tell("");
    } catch {
      tell(REFUSED);
    }
    // While it asked, the browser may have made another offer.
    if (state.kind === "asking") {
      enter({ kind: "unavailable" });
    }
  };

  window.addEventListener("beforeinstallprompt", (event) => {
    if (isOffer(event)) {
      // Otherwise some browsers lay their own banner over the text.
      event.preventDefault();
      enter({ kind: "offered", offer: event });
    }
  });
  window.addEventListener("appinstalled", () => enter({ kind: "unavailable" }));
  button.addEventListener("click", () => {
    switch (state.kind) {
      case "offered":
        void ask(state.offer);
        break;
      case "asking":
      case "unavailable":
        break;
      default:
        assertNever(state);
    }
  });
}

function isOffer(event: Event): event is InstallOffer {
  return "prompt" in event && typeof event.prompt === "function";
}

function tell(message: string): void {
  find("#install-failed").textContent = message;
}
