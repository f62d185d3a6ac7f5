/** Files come into the playground: dropped on it, or chosen. */

import { type Files, sameFiles } from "../document/document.ts";
import type { Pane } from "../pane/pane.ts";
import { toast } from "../toast/toasts.ts";
import { changeFiles } from "./changes.ts";
import { whenLoaded } from "./later.ts";

/** Open what is dropped on a pane. */
export function acceptDrops(pane: Pane): void {
  const { section } = pane;
  const mark = (on: boolean) => section.toggleAttribute("data-dropping", on);
  // Before the editor, which would put the text where the pointer is.
  const capture = { capture: true };
  section.addEventListener(
    "dragover",
    (event) => {
      if (holdsFiles(event)) {
        event.preventDefault();
        event.stopPropagation();
        mark(true);
      }
    },
    capture,
  );
  section.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node) || !section.contains(relatedTarget)) {
      mark(false);
    }
  });
  section.addEventListener(
    "drop",
    (event) => {
      mark(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) {
        event.preventDefault();
        event.stopPropagation();
        void openFiles(pane, files);
      }
    },
    capture,
  );
}

/** A file that misses the playground must not take the page's place. */
export function ignoreStrayDrops(): void {
  for (const type of ["dragover", "drop"] as const) {
    document.addEventListener(type, (event) => {
      if (holdsFiles(event) && !event.defaultPrevented) {
        event.preventDefault();
        if (event.dataTransfer !== null) {
          event.dataTransfer.dropEffect = "none";
        }
      }
    });
  }
}

/** Let the reader choose files, and open them. */
export function chooseFiles(pane: Pane): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.addEventListener("change", () => void openFiles(pane, [...(input.files ?? [])]));
  input.click();
}

async function openFiles(pane: Pane, chosen: readonly File[]): Promise<void> {
  const opening = await whenLoaded(import("./formats.ts"));
  if (opening === null || chosen.length === 0) {
    return;
  }
  try {
    const { files, message, shown } = await openAmong(pane, (now, edited) =>
      opening.openSources(chosen, now, edited),
    );
    changeFiles(pane, "open", files, message, shown);
  } catch (error) {
    toast(`Could not open that. ${error instanceof Error ? error.message : String(error)}`, {
      lasting: true,
    });
  }
}

/** What is typed while the files are read stays: they are read again among what stands there then. */
export async function openAmong<Opened>(
  pane: { readonly editor: { readonly files: Files }; readonly original: Files },
  read: (now: Files, edited: boolean) => Promise<Opened>,
): Promise<Opened> {
  for (;;) {
    const { files } = pane.editor;
    const opened = await read(files, !sameFiles(files, pane.original));
    if (sameFiles(pane.editor.files, files)) {
      return opened;
    }
  }
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}
