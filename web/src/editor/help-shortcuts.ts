/** What keys do while something helps with writing: the table behind its keymap and the list under `?`. */

import {
  acceptCompletion,
  closeCompletion,
  moveCompletionSelection,
  startCompletion,
} from "@codemirror/autocomplete";
import type { EditorView, KeyBinding } from "@codemirror/view";
import { acceptIfMeant } from "./completion/accept.ts";
import { closeDocumentation, showDocumentation } from "./documentation/hover.ts";
import { closeSignature, showSignature } from "./documentation/signature.ts";
import { fixHere, nextProblem, previousProblem, showProblems } from "./lint/commands.ts";
import { type Group, bindings } from "./shortcuts.ts";

const HELP: Group = {
  title: "Help while writing",
  entries: [
    { key: "Ctrl-Space", label: "Complete the name", run: startCompletion },
    { key: "F1", label: "What is this? Documentation at the cursor", run: showDocumentation },
    { key: "Mod-Shift-Space", label: "Which arguments?", run: showSignature },
    { key: "F8", label: "Go to the next problem", run: nextProblem },
    { key: "Shift-F8", label: "Go to the problem before", run: previousProblem },
    { key: "Mod-.", label: "Apply the fix for the problem here", run: fixHere },
    { key: "Mod-Shift-m", label: "List all problems", run: showProblems },
  ],
};

function closeHints(view: EditorView): boolean {
  const [hint, documentation] = [closeSignature(view), closeDocumentation(view)];
  return hint || documentation;
}

const LIST: Group = {
  title: "In a list of completions",
  entries: [
    { key: "Enter", label: "Take the name", run: acceptIfMeant },
    { key: "Tab", label: "Take the name", run: acceptCompletion },
    { key: "ArrowDown", label: "Next name", run: moveCompletionSelection(true) },
    { key: "ArrowUp", label: "Name before", run: moveCompletionSelection(false) },
    { key: "PageDown", label: "Next page", run: moveCompletionSelection(true, "page") },
    { key: "PageUp", label: "Page before", run: moveCompletionSelection(false, "page") },
    { key: "Escape", label: "Close the list", run: closeCompletion },
  ],
};

const HINT: Group = {
  title: "In a hint or in documentation",
  entries: [{ key: "Escape", label: "Close it", run: closeHints }],
};

export const helpKeymap: readonly KeyBinding[] = bindings(HELP);

/** Those that go before all others while something is open beside the text. */
export const popupKeymap: readonly KeyBinding[] = [LIST, HINT].flatMap(bindings);

/** For the list. */
export const helpShortcuts: readonly Group[] = [HELP, LIST, HINT];
