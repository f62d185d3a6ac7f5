/**
 * What helps with writing Python: names are completed and explained, mistakes marked, code formatted.
 *
 * It comes when an editor first has the focus: reading and running need none of it.
 */

import { type Completion, autocompletion } from "@codemirror/autocomplete";
import { type Extension, Prec } from "@codemirror/state";
import { EditorView, ViewPlugin, keymap } from "@codemirror/view";
import { type Assistance, settled } from "./assistance.ts";
import { languageSource } from "./completion/language.ts";
import { ownNames } from "./completion/names.ts";
import { documentation } from "./documentation/hover.ts";
import { signatureHints } from "./documentation/signature.ts";
import { helpKeymap, popupKeymap } from "./help-shortcuts.ts";
import { linting } from "./lint/linting.ts";
import { popupTheme } from "./popup-theme.ts";
import type { Surroundings } from "./question.ts";

/** What an editor asks for when it first has the focus. */
export type Help = {
  readonly extension: (name: string, surroundings: () => Surroundings) => Extension;
  /** @returns what has happened, for the reader. */
  readonly format: (view: EditorView, name: string) => Promise<string>;
};

/** For what is not Python. A completion that is under way when another file is shown looks for its state. */
export const noHelp: Extension = autocompletion({ override: [], defaultKeymap: false });

/**
 * For an editor that has the focus.
 * @param surroundings the files that the shown one stands among.
 */
export function helpWithWriting(
  assistance: Assistance,
  surroundings: () => Surroundings,
): Extension {
  return [
    linting(assistance),
    autocompletion({
      override: [
        (context) => ownNames(context, others(surroundings())),
        languageSource(assistance, surroundings),
      ],
      defaultKeymap: false,
      icons: false,
      addToOptions: [{ render: kindOf, position: 80 }],
    }),
    EditorView.updateListener.of(({ view }) => {
      // It scrolls: whoever has no wheel must get there, too.
      view.dom.querySelector(".cm-tooltip-autocomplete > ul")?.setAttribute("tabindex", "0");
    }),
    documentation(assistance, surroundings),
    signatureHints(assistance, surroundings),
    ViewPlugin.define((view) => {
      void settled().then(() => view.hasFocus && assistance.language.wake());
      return {};
    }),
    EditorView.domEventHandlers({
      focus: (_event, view) => {
        void settled().then(() => view.hasFocus && assistance.language.wake());
      },
    }),
    popupTheme,
    Prec.highest(keymap.of(popupKeymap)),
    keymap.of(helpKeymap),
  ];
}

/** In words, where CodeMirror has pictures. */
function kindOf({ type }: Completion): HTMLElement {
  const kind = document.createElement("span");
  kind.className = "cm-completionKind";
  kind.textContent = type === "namespace" ? "module" : (type ?? "");
  return kind;
}

function others({ files, shown }: Surroundings): Surroundings["files"] {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== shown));
}
