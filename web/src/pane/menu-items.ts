/** What stands under a pane's "More", in groups. */

import { FORMAT_KEY } from "../editor/shortcuts.ts";
import { openShortcuts } from "../shortcuts/opening.ts";
import { keysText } from "../shortcuts/keys.ts";
import { LIST_SHORTCUTS } from "../shortcuts/site.ts";
import { fileItems } from "../files/menu-items.ts";
import type { MenuItem } from "./menu.ts";
import type { Pane } from "./pane.ts";

export function menuItems(pane: Pane): readonly (readonly MenuItem[])[] {
  return [
    editorItems(pane),
    ...fileItems(pane),
    ...pane.menuGroups.map((group) => group()),
    pane.supplying.menuItems(),
    networkItems(pane),
    layoutItems(pane),
    helpItems(),
  ];
}

function networkItems({ network }: Pane): readonly MenuItem[] {
  return [{ label: "Network…", act: () => void network.open() }];
}

function layoutItems({ layout, zen }: Pane): readonly MenuItem[] {
  return [
    ...(layout.canBeBeside
      ? [
          layout.beside
            ? { label: "Output below the code", act: () => layout.setBeside(false) }
            : { label: "Output beside the code", act: () => layout.setBeside(true) },
        ]
      : []),
    ...(zen.possible
      ? [
          {
            label: zen.active ? "Leave zen" : "Zen: nothing but this",
            keys: "Alt+Enter",
            act: () => zen.toggle(),
          },
        ]
      : []),
  ];
}

function editorItems({ editor }: Pane): readonly MenuItem[] {
  return [
    {
      label: "Format the code",
      keys: keysText({ key: FORMAT_KEY, label: "" }, false),
      enabled: editor.shown.endsWith(".py"),
      act: () => void editor.format(),
    },
  ];
}

function helpItems(): readonly MenuItem[] {
  return [
    { label: "Keyboard shortcuts", keys: LIST_SHORTCUTS.key, act: () => void openShortcuts() },
  ];
}
