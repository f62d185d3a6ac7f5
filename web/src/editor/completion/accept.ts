/** Enter in a list of completions: a new line, unless the reader can be taken to mean the list. */

import {
  acceptCompletion,
  closeCompletion,
  selectedCompletion,
  selectedCompletionIndex,
} from "@codemirror/autocomplete";
import type { Command } from "@codemirror/view";

/**
 * Takes the name if it goes on as what is typed begins, or if the reader has chosen it. What stands
 * there in full, or only resembles it (`os` and `OSError`), is left alone.
 */
export const acceptIfMeant: Command = (view) => {
  const selected = selectedCompletion(view.state);
  const { head } = view.state.selection.main;
  const typed = /[\w\u00a1-\uffff]*$/.exec(view.state.sliceDoc(Math.max(0, head - 200), head))?.[0];
  const chosen = (selectedCompletionIndex(view.state) ?? 0) > 0;
  const goesOn = selected?.label.startsWith(typed ?? "") === true && selected.label !== typed;
  if (selected !== null && !chosen && !goesOn) {
    closeCompletion(view);
    return false;
  }
  return acceptCompletion(view);
};
