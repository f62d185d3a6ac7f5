/** Presses of a pane's buttons that come before main.ts listens: a slow network may take its time. */

/** From early.ts: remember them on the buttons. */
export function rememberPresses(): void {
  addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button[data-do]") : null;
    // main.ts sets this in the same breath in which it begins to listen.
    if (button !== null && document.documentElement.dataset["routed"] === undefined) {
      button.setAttribute("data-pressed", "");
    }
  });
}

/** The buttons that were pressed, each handed out once. */
export function takePresses(): readonly Element[] {
  const pressed = [...document.querySelectorAll("button[data-pressed]")];
  for (const button of pressed) {
    button.removeAttribute("data-pressed");
  }
  return pressed;
}
