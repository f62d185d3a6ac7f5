/** Finds mistakes while the reader writes. */

import { syntaxTree } from "@codemirror/language";
import { type Diagnostic, lintGutter, linter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { type Assistance, settled } from "../assistance.ts";
import { ownDiagnostic, ruffDiagnostic } from "./diagnostics.ts";
import { neverAwaited } from "./never-awaited.ts";

/** After the last key, in milliseconds. */
const PAUSE = 500;
/** Longer files are not looked at: it would take too long. */
const MAX_CHARACTERS = 200_000;

export function linting({ linter: ruff }: Assistance): Extension {
  let patience: Promise<void> | null = null;
  const check = async (view: EditorView): Promise<readonly Diagnostic[]> => {
    patience ??= settled();
    await patience;
    const { state } = view;
    if (state.doc.length > MAX_CHARACTERS || !view.dom.isConnected) {
      return [];
    }
    const text = state.doc.toString();
    const own = neverAwaited(syntaxTree(state), text).map(ownDiagnostic);
    const findings = await ruff.check(text);
    if (findings === null) {
      return [...syntaxErrors(view), ...own];
    }
    const found = findings.map((finding) => ruffDiagnostic(finding, state.doc));
    const broken = findings.some(({ code }) => code === null || code === "invalid-syntax");
    // What a broken text means, nobody knows.
    return broken ? found : [...found, ...own];
  };
  return [lintGutter(), linter(check, { delay: PAUSE })];
}

/** Without ruff: the first place that can't be read, as the highlighter sees it. */
function syntaxErrors({ state }: EditorView): Diagnostic[] {
  let at: number | null = null;
  syntaxTree(state).iterate({
    enter: (node) => {
      if (node.type.isError) {
        at ??= node.from;
      }
    },
  });
  return at === null
    ? []
    : [{ from: at, to: at, severity: "error", message: "From here on this is not Python." }];
}
