/** Another text in the place of the reader's own: undo and redo, too, may bring one. */

import { invertedEffects } from "@codemirror/commands";
import { type Extension, StateEffect } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/** Part of each change that the page makes, not the reader. */
export const replaced = StateEffect.define<null>();

/** @param onReplaced hears of each such change, and of each that undo or redo makes of one. */
export function tellReplacements(onReplaced: () => void): Extension {
  return [
    invertedEffects.of(({ effects }) => effects.filter((effect) => effect.is(replaced))),
    EditorView.updateListener.of(({ transactions }) => {
      if (transactions.some(({ effects }) => effects.some((effect) => effect.is(replaced)))) {
        onReplaced();
      }
    }),
  ];
}
