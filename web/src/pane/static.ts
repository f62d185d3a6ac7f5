/** A pane as the build has written it, before the workbench is there. */

export const ACTIONS = ["run", "stop", "reset", "share", "copy", "clear", "cure"] as const;
export type Action = (typeof ACTIONS)[number];

export type Pressed = { readonly section: HTMLElement; readonly action: Action };

/** The button of a pane that was clicked, if one was. */
export function findPressed(target: EventTarget | null): Pressed | null {
  const button = target instanceof Element ? target.closest("button[data-do]") : null;
  const section = button?.closest<HTMLElement>("section[data-example]") ?? null;
  const name = button?.getAttribute("data-do");
  const action = ACTIONS.find((one) => one === name);
  return section === null || action === undefined ? null : { section, action };
}

/** What the reader did to a program's text before its editor was there. */
export type EarlyEdit = {
  /** The text as the build has written it. */
  readonly original: string;
  /** The text as it is now. */
  readonly text: string;
  /** Where the selection begins and ends in `text`; null unless the reader is in there. */
  readonly selection: readonly [number, number] | null;
};

const originals = new WeakMap<HTMLElement, string>();

/** Let the texts be edited before their editors are there: the browser can do that by itself. */
export function makeEditable(focused: (section: HTMLElement) => void): void {
  for (const text of document.querySelectorAll<HTMLElement>(".pane-code > pre")) {
    text.contentEditable = "plaintext-only";
    text.spellcheck = false;
    text.setAttribute("role", "textbox");
    text.setAttribute("aria-label", "Code");
    text.setAttribute("aria-multiline", "true");
  }
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && target.matches(".pane-code > pre")) {
      const section = target.closest<HTMLElement>("section[data-example]");
      originals.set(target, originals.get(target) ?? target.textContent ?? "");
      if (section !== null) {
        focused(section);
      }
    }
  });
}

/** @param pre a program's text, on which `makeEditable` has been at work. */
export function readEarlyEdit(pre: HTMLElement): EarlyEdit {
  const text = pre.textContent ?? "";
  const original = originals.get(pre) ?? text;
  const selection = document.getSelection();
  if (selection === null || document.activeElement !== pre) {
    return { original, text, selection: null };
  }
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  const from = offsetIn(pre, anchorNode, anchorOffset);
  const to = offsetIn(pre, focusNode, focusOffset);
  return { original, text, selection: [from, to] };
}

/**
 * The text for the search and for paper, since the editor draws only what is in sight. A copy: a
 * script that holds the textbox sees that it is gone, and looks for the editor.
 */
export function onPaper(pre: HTMLElement): HTMLElement {
  const paper = document.createElement("pre");
  paper.append(...pre.cloneNode(true).childNodes);
  paper.hidden = true;
  return paper;
}

function offsetIn(pre: HTMLElement, node: Node | null, offset: number): number {
  if (node === null || !pre.contains(node)) {
    return 0;
  }
  const range = document.createRange();
  range.setStart(pre, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/** The workbench could not be loaded: the text stays, and each pane says why it does nothing. */
export function showUnusable(): void {
  for (const status of document.querySelectorAll("section[data-example] [role=status]")) {
    status.textContent =
      "The part of the page that edits and runs programs could not be loaded. Reload the page to try again.";
  }
}
