/** What a pane's menu offers for its files. */

import { MAIN } from "../document/document.ts";
import type { MenuItem } from "../pane/menu.ts";
import type { Pane } from "../pane/pane.ts";
import { chooseFiles } from "./arriving.ts";
import { whenLoaded } from "./later.ts";
import { fileStem } from "./names.ts";
import { holdsOwnFiles } from "./tabs.ts";

export function fileItems(pane: Pane): readonly (readonly MenuItem[])[] {
  return [holdsOwnFiles(pane) ? ownFiles(pane) : [], exports(pane)];
}

function ownFiles(pane: Pane): MenuItem[] {
  const { tabs } = pane;
  const { shown } = pane.editor;
  return [
    { label: "New file…", act: () => tabs.create() },
    { label: "Open…", act: () => chooseFiles(pane) },
    ...(shown === MAIN
      ? []
      : [
          { label: `Rename ${shown}…`, act: () => tabs.rename() },
          { label: `Delete ${shown}`, act: () => tabs.delete() },
        ]),
  ];
}

function exports(pane: Pane): MenuItem[] {
  const { names, shown } = pane.editor;
  const name = shown === MAIN ? `${fileStem(pane.document.title ?? MAIN)}.py` : shown;
  const load = () => whenLoaded(import("./formats.ts"));
  return [
    { label: `Download ${name}`, act: async () => (await load())?.downloadShown(pane) },
    ...(names.length > 1
      ? [{ label: "Download all as .zip", act: async () => (await load())?.downloadArchive(pane) }]
      : []),
    { label: "Download as notebook", act: async () => (await load())?.downloadNotebook(pane) },
    { label: "Copy as Markdown", act: async () => (await load())?.copyMarkdown(pane) },
  ];
}
