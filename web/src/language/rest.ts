/** A tab that nobody looks at keeps no language interpreter. */

import type { LanguageService } from "./service.ts";

/** Hidden for so many milliseconds: not at every glance elsewhere. */
const PATIENCE = 30_000;

export function restOften(language: LanguageService): void {
  let patience: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(patience);
    if (document.hidden) {
      patience = setTimeout(() => language.rest(), PATIENCE);
    }
  });
}
