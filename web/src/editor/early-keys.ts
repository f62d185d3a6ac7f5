/** Keys of the help's, such as Ctrl+Space, that come before the help itself. */

import { type Extension, Prec } from "@codemirror/state";
import { EditorView, runScopeHandlers } from "@codemirror/view";

/**
 * Stands in for the help until it has come: a key that nothing else has taken is pressed again then,
 * unless the reader has gone on meanwhile.
 * @param help resolves when the editor has it, or can't have it.
 */
export function earlyKeys(help: () => Promise<unknown>): Extension {
  async function pressAgain(event: KeyboardEvent, view: EditorView): Promise<void> {
    const { doc, selection } = view.state;
    await help();
    const { hasFocus, state } = view;
    if (hasFocus && state.doc.eq(doc) && state.selection.eq(selection)) {
      runScopeHandlers(view, event, "editor");
    }
  }
  return Prec.lowest(
    EditorView.domEventHandlers({
      keydown(event, view) {
        if (event.ctrlKey || event.metaKey || /^F\d+$/.test(event.key)) {
          void pressAgain(event, view);
        }
      },
    }),
  );
}
