/** What helps with writing comes with the first editor that somebody writes in. */

import type { Help } from "../editor/help.ts";
import { toast } from "../toast/toasts.ts";

let told = false;

/** Null where it can't be loaded: the editors work without. */
export async function getHelp(): Promise<Help | null> {
  try {
    const { help } = await import("../assistance.ts");
    return help;
  } catch {
    if (!told) {
      told = true;
      toast(
        "What completes names and marks mistakes could not be loaded. Editing and running work without.",
      );
    }
    return null;
  }
}
