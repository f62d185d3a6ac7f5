/** Marks the line where a program failed, until the next edit. */

import { type Extension, RangeSet, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  GutterMarker,
  gutterLineClass,
} from "@codemirror/view";

/** The line to mark, from 1; null for none. Lines that do not exist are not marked. */
export const markErrorLine = StateEffect.define<number | null>();

class ErrorMarker extends GutterMarker {
  override elementClass = "cm-errorLineGutter";
}
const marker = new ErrorMarker();
const decoration = Decoration.line({
  class: "cm-errorLine",
  attributes: { "aria-invalid": "true", "aria-description": "The program failed here" },
});

/** The start of the marked line, or null. */
const markedLine = StateField.define<number | null>({
  create: () => null,
  update(marked, transaction) {
    let position = transaction.docChanged ? null : marked;
    for (const effect of transaction.effects) {
      if (effect.is(markErrorLine)) {
        const line = effect.value;
        const exists = line !== null && line >= 1 && line <= transaction.state.doc.lines;
        position = exists ? transaction.state.doc.line(line).from : null;
      }
    }
    return position;
  },
  provide: (field) => [
    EditorView.decorations.from(field, (at): DecorationSet =>
      at === null ? Decoration.none : Decoration.set(decoration.range(at)),
    ),
    gutterLineClass.from(field, (at) =>
      at === null ? RangeSet.empty : RangeSet.of([marker.range(at)]),
    ),
  ],
});

export const errorLine: Extension = markedLine;
