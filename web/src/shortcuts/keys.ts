/** Keys as the reader's keyboard names them. */

import type { Gesture, Shortcut } from "./shortcut.ts";

export function isMac(): boolean {
  return /Mac|iP(hone|ad)/.test(navigator.platform);
}

/** The keys to press, each as it is called on that kind of keyboard. */
export function keysOf(entry: Shortcut | Gesture, mac: boolean): readonly string[] {
  if ("keys" in entry) {
    return [mac ? (entry.macKeys ?? entry.keys) : entry.keys];
  }
  const key = mac ? (entry.mac ?? entry.key) : entry.key;
  // The last key may be "-" itself.
  const parts = key.split(/-(?!$)/);
  return parts.map((part) => (mac ? MAC[part] : OTHERS[part]) ?? ANY[part] ?? part.toUpperCase());
}

/** In one word, for a menu. */
export function keysText(entry: Shortcut, mac: boolean = isMac()): string {
  return keysOf(entry, mac).join(mac ? "" : "+");
}

const MAC: Readonly<Record<string, string>> = {
  Mod: "⌘",
  Cmd: "⌘",
  Ctrl: "⌃",
  Alt: "⌥",
  Shift: "⇧",
  Enter: "↩",
};
const OTHERS: Readonly<Record<string, string>> = { Mod: "Ctrl" };
const ANY: Readonly<Record<string, string>> = {
  Ctrl: "Ctrl",
  Alt: "Alt",
  Shift: "Shift",
  Enter: "Enter",
  Escape: "Esc",
  Tab: "Tab",
  Space: "Space",
  ArrowUp: "↑",
  ArrowDown: "↓",
  PageUp: "Page ↑",
  PageDown: "Page ↓",
};
