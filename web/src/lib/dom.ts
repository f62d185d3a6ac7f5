/** Makes elements. Text is text: none of it is ever read as HTML. */

/** @param content strings become text nodes. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  ...content: readonly (string | Node)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.append(...content);
  return made;
}

export function button(label: string, pressed: (event: MouseEvent) => void): HTMLButtonElement {
  const made = element("button", label);
  made.type = "button";
  made.addEventListener("click", pressed);
  return made;
}

/** Leaves alone what says so already: the reader may have selected it. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}
