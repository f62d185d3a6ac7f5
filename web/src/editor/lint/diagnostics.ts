/** Findings as CodeMirror shows them. */

import type { Action, Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { RuffFinding } from "../../linter/messages.ts";
import type { Finding } from "./finding.ts";
import { severityOf, wordsFor } from "./words.ts";

export function ownDiagnostic({ from, to, message, fix }: Finding): Diagnostic {
  const actions: Action[] =
    fix === null
      ? []
      : [
          {
            name: fix.name,
            apply: (view, now) =>
              view.dispatch({
                changes: { from: now + fix.at - from, insert: fix.insert },
                userEvent: "input.fix",
              }),
          },
        ];
  return { from, to, severity: "warning", message, actions };
}

export function ruffDiagnostic(finding: RuffFinding, doc: Text): Diagnostic {
  const from = offset(finding.start_location, doc);
  const to = Math.max(from, offset(finding.end_location, doc));
  return {
    from,
    to,
    severity: severityOf(finding),
    message: wordsFor(finding),
    actions: finding.fix === null ? [] : [fixAction(finding.fix, doc)],
  };
}

function fixAction({ message, edits }: NonNullable<RuffFinding["fix"]>, doc: Text): Action {
  const changes = edits.map((edit) => ({
    from: offset(edit.location, doc),
    to: offset(edit.end_location, doc),
    insert: edit.content ?? "",
  }));
  const apply = (view: EditorView) => {
    // The places hold for the text that was checked.
    if (view.state.doc.eq(doc)) {
      view.dispatch({ changes, userEvent: "input.fix" });
    }
  };
  return { name: (message ?? "Fix").replaceAll("`", ""), apply };
}

/** Row and column from 1; those beyond the text are at its end. */
function offset({ row, column }: { row: number; column: number }, doc: Text): number {
  if (row < 1 || row > doc.lines) {
    return doc.length;
  }
  const line = doc.line(row);
  return Math.min(line.from + Math.max(0, column - 1), line.to);
}
