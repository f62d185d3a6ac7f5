/** A pane as the place where a document is edited: a program of the handbook, or the reader's own. */

import { type Files, MAIN, type ProgramDocument, sameFiles } from "../document/document.ts";
import type { Pane } from "../pane/pane.ts";
import type { Surface } from "./keeper.ts";

export function handbookSurface(pane: Pane): Surface {
  return {
    content: () => (sameFiles(pane.editor.files, pane.original) ? null : pane.document),
    pristine: () => null,
    original: () => pane.original,
    show: (content, { undoable }) => {
      load(pane, content?.files ?? pane.original, undoable);
      setClock(pane, content);
    },
  };
}

export function playSurface(pane: Pane): Surface {
  const { clock } = pane.document;
  return {
    content: () => pane.document,
    pristine: () => ({ title: pane.title, files: pane.original, clock }),
    original: () => pane.original,
    show: (content, { original, undoable }) => {
      if (content === null) {
        return; // deleted in another tab: what stands here may still be wanted
      }
      if (original !== undefined) {
        pane.open(content, original);
      } else {
        load(pane, content.files, undoable);
        setClock(pane, content);
        pane.name(content.title ?? MAIN);
      }
    },
  };
}

/** Where that is another program, the real internet was not allowed for it. */
function load(pane: Pane, files: Files, undoable: boolean): void {
  const before = pane.editor.files;
  pane.editor.load(files, undoable);
  if (!sameFiles(before, pane.editor.files)) {
    pane.network.shutIn();
  }
}

function setClock(pane: Pane, content: ProgramDocument | null): void {
  if (content !== null) {
    pane.elements.clock.value = content.clock;
  }
}
