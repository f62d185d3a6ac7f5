/** Which colours the reader has chosen. */

import { readStored } from "../lib/storage.ts";

const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The theme of that name; the system's where there is none. */
export function themeOf(name: string | null): Theme {
  return THEMES.find((theme) => theme === name) ?? "system";
}

export function readTheme(): Theme {
  return themeOf(readStored("theme"));
}

export function showTheme(theme: Theme): void {
  if (theme === "system") {
    delete document.documentElement.dataset["theme"];
  } else {
    document.documentElement.dataset["theme"] = theme;
  }
  colourWindow(theme);
}

/** An app's window, and a phone's browser, take the colour of their frame from the page's head. */
function colourWindow(theme: Theme): void {
  for (const scheme of ["light", "dark"] as const) {
    const meta = document.querySelector<HTMLMetaElement>(`meta[data-frame="${scheme}"]`);
    if (meta !== null) {
      const system = `(prefers-color-scheme: ${scheme})`;
      meta.media = theme === "system" ? system : theme === scheme ? "all" : "not all";
    }
  }
}
