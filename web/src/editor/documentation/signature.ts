/** Inside the parentheses of a call: which arguments it takes, and which one is due. */

import { syntaxTree } from "@codemirror/language";
import { type EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import {
  type Command,
  EditorView,
  type Tooltip,
  ViewPlugin,
  type ViewUpdate,
  showTooltip,
} from "@codemirror/view";
import type { Signature } from "../../protocol.ts";
import type { Assistance } from "../assistance.ts";
import { type Surroundings, questionAt } from "../question.ts";

/** After the last key, in milliseconds. */
const PAUSE = 200;

type Hint = { readonly call: number; readonly signatures: readonly Signature[] };
const setHint = StateEffect.define<Hint | null>();
const wantHint = StateEffect.define<null>();

const hint = StateField.define<Hint | null>({
  create: () => null,
  update(value, transaction) {
    let next = value;
    if (next !== null && (transaction.docChanged || transaction.selection !== undefined)) {
      const call = callAt(transaction.state);
      const was = transaction.changes.mapPos(next.call);
      next = call === was ? { ...next, call } : null;
    }
    for (const effect of transaction.effects) {
      if (effect.is(setHint)) {
        next = effect.value;
      }
    }
    return next;
  },
  provide: (field) =>
    showTooltip.compute([field], (state): Tooltip | null => {
      const value = state.field(field);
      return value === null
        ? null
        : { pos: value.call, above: true, create: () => ({ dom: hintNode(value.signatures) }) };
    }),
});

export function signatureHints(
  { language }: Assistance,
  surroundings: () => Surroundings,
): Extension {
  const asker = ViewPlugin.fromClass(
    class {
      readonly #view: EditorView;
      #timer: ReturnType<typeof setTimeout> | undefined;

      constructor(view: EditorView) {
        this.#view = view;
      }

      update(update: ViewUpdate): void {
        const { state, startState, docChanged, selectionSet, transactions } = update;
        const wanted = transactions.some(({ effects }) => effects.some((one) => one.is(wantHint)));
        const typed = transactions.some((one) => one.isUserEvent("input.type"));
        // Help may have come with this very change.
        const shown = [state, startState].some((one) => one.field(hint, false) != null);
        if (
          wanted ||
          (docChanged && typed && opensArgument(state)) ||
          (shown && (docChanged || selectionSet))
        ) {
          clearTimeout(this.#timer);
          this.#timer = setTimeout(() => void this.#ask(), wanted ? 0 : PAUSE);
        }
      }

      destroy(): void {
        clearTimeout(this.#timer);
      }

      async #ask(): Promise<void> {
        const { state } = this.#view;
        const call = callAt(state);
        const { head } = state.selection.main;
        if (call === null) {
          return;
        }
        const answer = await language.ask(questionAt("signature", state.doc, head, surroundings()));
        const stale =
          this.#view.state.doc !== state.doc || this.#view.state.selection.main.head !== head;
        if (answer?.type === "signatures" && !stale) {
          const { signatures } = answer;
          this.#view.dispatch({
            effects: setHint.of(signatures.length === 0 ? null : { call, signatures }),
          });
        }
      }
    },
  );
  return [hint, asker];
}

export const showSignature: Command = (view) => {
  if (callAt(view.state) === null) {
    return false;
  }
  view.dispatch({ effects: wantHint.of(null) });
  return true;
};

export const closeSignature: Command = (view) => {
  if (view.state.field(hint, false) == null) {
    return false;
  }
  view.dispatch({ effects: setHint.of(null) });
  return true;
};

function opensArgument(state: EditorState): boolean {
  const { head } = state.selection.main;
  return /[(,]\s?$/.test(state.sliceDoc(Math.max(0, head - 2), head));
}

/** Where the parentheses open that the cursor is in; null outside of calls. */
function callAt(state: EditorState): number | null {
  const { head } = state.selection.main;
  let node = syntaxTree(state).resolveInner(head, -1);
  for (; node.parent !== null; node = node.parent) {
    if (node.name === "ArgList" && node.parent.name === "CallExpression") {
      const closed = node.lastChild?.name === ")" && node.to <= head;
      if (node.from < head && !closed) {
        return node.from;
      }
    }
    if (node.name === "Body") {
      return null;
    }
  }
  return null;
}

function hintNode(signatures: readonly Signature[]): HTMLElement {
  const node = document.createElement("div");
  node.className = "cm-signature";
  node.role = "status";
  for (const signature of signatures) {
    const line = document.createElement("code");
    line.append(...withActive(signature));
    node.append(line);
  }
  return node;
}

/** The label, with the parameter that is due in bold. */
function withActive({ label, parameters, active }: Signature): (string | Node)[] {
  const parameter = active === null ? undefined : parameters[active];
  // Behind those before it: a short name may be part of another.
  let from = 0;
  for (const before of parameters.slice(0, active ?? 0)) {
    from = Math.max(from, label.indexOf(before, from) + before.length);
  }
  const at =
    parameter === undefined ? -1 : label.indexOf(parameter, Math.max(from, label.indexOf("(")));
  if (parameter === undefined || at === -1) {
    return [label];
  }
  const bold = document.createElement("b");
  bold.textContent = parameter;
  return [label.slice(0, at), bold, label.slice(at + parameter.length)];
}
