/** Where programs run that the reader has let out, and the question before. */

import openFrame from "virtual:on-demand/open-sandbox";
import { openPool } from "../engine.ts";
import { button, element } from "../lib/dom.ts";
import { PoolAtHand } from "../runtime/at-hand.ts";
import type { Pool } from "../runtime/pool.ts";

/** Its document comes from the network, in milliseconds. */
const LIMIT = 60_000;
const NOT_THERE = "the sandbox for the real internet did not come: is there a network?";

const outside = new PoolAtHand(() => openPool(new URL(openFrame.url)), LIMIT, NOT_THERE);

/**
 * The usual programs never get in here.
 * @throws Error when it can't be started.
 */
export function poolOutside(): Promise<Pool> {
  return outside.get();
}

const WARNING =
  "It may send anything that it knows to any server: its own text, what you type into it, what it computes. Servers see your address. The page itself, and your other programs, stay out of its reach.";
const LIMITS =
  "Only HTTP works, and only with servers that let other sites read their answers (CORS). The practice internet stays as it is.";

/**
 * Ask the reader whether a program may use the real internet.
 * @param title what it is called.
 * @param withdrawn takes the question away: the program does not stand there any more.
 */
export async function askToLetOut(title: string, withdrawn: AbortSignal): Promise<boolean> {
  if (withdrawn.aborted) {
    return false;
  }
  const dialog = element("dialog");
  dialog.className = "sheet";
  dialog.ariaLabel = "The real internet, for this program?";
  const buttons = element(
    "p",
    button("Allow for this program", () => dialog.close("yes")),
    " ",
    button("Cancel", () => dialog.close()),
  );
  dialog.append(
    element("h2", dialog.ariaLabel),
    element(
      "p",
      "This is for “",
      element("strong", title),
      "”. For another program you are asked again.",
    ),
    element("p", WARNING),
    element("p", LIMITS),
    buttons,
  );
  document.body.append(dialog);
  dialog.showModal();
  withdrawn.addEventListener("abort", () => dialog.close(""), { once: true });
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  dialog.remove();
  return dialog.returnValue === "yes";
}
