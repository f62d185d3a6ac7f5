/** Documentation of the name under the pointer, or at the cursor (F1). */

import { syntaxTree } from "@codemirror/language";
import {
  type EditorState,
  type Extension,
  Facet,
  StateEffect,
  StateField,
} from "@codemirror/state";
import {
  type Command,
  EditorView,
  type Tooltip,
  closeHoverTooltips,
  hasHoverTooltips,
  hoverTooltip,
  showTooltip,
} from "@codemirror/view";
import type { Assistance } from "../assistance.ts";
import { type Surroundings, questionAt } from "../question.ts";
import { documentationNode } from "./node.ts";

type Asker = (state: EditorState, position: number) => Promise<Tooltip | null>;
const asker = Facet.define<Asker, Asker | null>({ combine: ([first]) => first ?? null });

export function documentation(
  { language }: Assistance,
  surroundings: () => Surroundings,
): Extension {
  const ask: Asker = async (state, position) => {
    const name = nameAt(state, position);
    if (name === null) {
      return null;
    }
    const question = questionAt("hover", state.doc, name.from, surroundings());
    const node = documentationNode(await language.ask(question));
    return node === null
      ? null
      : { pos: name.from, end: name.to, above: true, create: () => ({ dom: node }) };
  };
  return [asker.of(ask), asked, shownOnHover, closedOnLeaving];
}

const shownOnHover = hoverTooltip(
  (view, position) => view.state.facet(asker)?.(view.state, position) ?? null,
  { hideOnChange: true, hoverTime: 400 },
);

const setAsked = StateEffect.define<Tooltip | null>();

/** Of the name that the reader has asked for by key, until the next key or click. */
const asked = StateField.define<Tooltip | null>({
  create: () => null,
  update(value, { docChanged, selection, effects }) {
    let next = docChanged || selection !== undefined ? null : value;
    for (const effect of effects) {
      if (effect.is(setAsked)) {
        next = effect.value;
      }
    }
    return next;
  },
  provide: (field) => showTooltip.from(field),
});

export const showDocumentation: Command = (view) => {
  const ask = view.state.facet(asker);
  if (ask === null || nameAt(view.state, view.state.selection.main.head) === null) {
    return false;
  }
  if (!closeDocumentation(view)) {
    void showAsked(view, ask);
  }
  return true;
};

/** Python may have to start first: whoever waits so long is told, in milliseconds. */
const PATIENCE = 400;

async function showAsked(view: EditorView, ask: Asker): Promise<void> {
  const { doc, selection } = view.state;
  const at = selection.main.head;
  const show = (tooltip: Tooltip) => {
    if (view.state.doc !== doc || !view.state.selection.eq(selection)) {
      return; // the reader has gone on
    }
    const text = tooltip.create(view).dom.textContent ?? "";
    view.dispatch({
      effects: [setAsked.of(tooltip), EditorView.announce.of(text.slice(0, 500))],
    });
  };
  const timer = setTimeout(() => show(remark(at, "Looking it up …")), PATIENCE);
  const tooltip = await ask(view.state, at);
  clearTimeout(timer);
  show(tooltip ?? remark(at, "Nothing is known of this name."));
}

function remark(pos: number, text: string): Tooltip {
  const dom = document.createElement("div");
  dom.className = "cm-documentation";
  dom.textContent = text;
  return { pos, above: true, create: () => ({ dom }) };
}

/** Remarks on mistakes are shown the same way, and closed. */
export const closeDocumentation: Command = (view) => {
  if (!hasHoverTooltips(view.state) && view.state.field(asked, false) == null) {
    return false;
  }
  view.dispatch({ effects: [closeHoverTooltips, setAsked.of(null)] });
  return true;
};

/** Nothing stays over what the reader has gone on to; but its buttons can be pressed. */
const closedOnLeaving = EditorView.domEventHandlers({
  blur: ({ relatedTarget }, view) => {
    const inside = relatedTarget instanceof Node && view.dom.contains(relatedTarget);
    if (!inside) {
      setTimeout(() => closeDocumentation(view));
    }
  },
});

/** The name that a position is in, or at the end of. */
function nameAt(state: EditorState, position: number): { from: number; to: number } | null {
  const tree = syntaxTree(state);
  for (const side of [1, -1] as const) {
    const node = tree.resolveInner(position, side);
    if (node.name === "VariableName" || node.name === "PropertyName") {
      return node;
    }
  }
  return null;
}
