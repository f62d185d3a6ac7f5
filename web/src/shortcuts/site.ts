/** The keys that the page itself listens to, outside of text fields. */

import type { Gesture, Shortcut } from "./shortcut.ts";

export const SEARCH_SITE = { key: "/", label: "Search the handbook" } satisfies Shortcut;
export const LIST_SHORTCUTS = { key: "?", label: "Show this list" } satisfies Shortcut;
const ZEN: Gesture = {
  keys: "Alt+Enter",
  macKeys: "⌥ ↩",
  label: "Zen: nothing but this program, or back",
};
export const SITE_SHORTCUTS = [SEARCH_SITE, LIST_SHORTCUTS, ZEN] as const;
