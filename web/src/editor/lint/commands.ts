/** The problems by keyboard. What is gone to is read out. */

import {
  type Diagnostic,
  forEachDiagnostic,
  nextDiagnostic,
  openLintPanel,
  previousDiagnostic,
} from "@codemirror/lint";
import { type Command, EditorView } from "@codemirror/view";

export const nextProblem: Command = (view) => go(view, nextDiagnostic);
export const previousProblem: Command = (view) => go(view, previousDiagnostic);
export const showProblems: Command = openLintPanel;

/** Apply the first fix of the problem that the cursor is at. */
export const fixHere: Command = (view) => {
  const { from, to } = view.state.selection.main;
  for (const { diagnostic, at } of problems(view)) {
    const action = diagnostic.actions?.[0];
    if (action !== undefined && at.from <= to && at.to >= from) {
      action.apply(view, at.from, at.to);
      announce(view, `Done: ${action.name}`);
      return true;
    }
  }
  announce(view, "There is no fix for what stands here");
  return true;
};

function go(view: EditorView, step: Command): boolean {
  if (!step(view)) {
    announce(view, "No problems");
    return true;
  }
  const { from, to } = view.state.selection.main;
  const here = problems(view).find(({ at }) => at.from === from && at.to === to);
  if (here !== undefined) {
    const line = view.state.doc.lineAt(from).number;
    const fix = here.diagnostic.actions?.[0];
    const remedy = fix === undefined ? "" : `. Fix: ${fix.name}`;
    announce(view, `Line ${line}: ${here.diagnostic.message}${remedy}`);
  }
  return true;
}

function problems(
  view: EditorView,
): { readonly diagnostic: Diagnostic; readonly at: { from: number; to: number } }[] {
  const found: { diagnostic: Diagnostic; at: { from: number; to: number } }[] = [];
  forEachDiagnostic(view.state, (diagnostic, from, to) => {
    found.push({ diagnostic, at: { from, to } });
  });
  return found;
}

function announce(view: EditorView, text: string): void {
  view.dispatch({ effects: EditorView.announce.of(text) });
}
