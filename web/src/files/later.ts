/** Parts of the page that only some readers need. */

import { toast } from "../toast/toasts.ts";

/** The part, or null when it can't be had; the reader is told. */
export async function whenLoaded<T>(part: Promise<T>): Promise<T | null> {
  try {
    return await part;
  } catch {
    toast("This part of the page could not be loaded. Reload the page to try again.", {
      lasting: true,
    });
    return null;
  }
}
