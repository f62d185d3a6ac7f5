/** Documentation as the reader sees it: text, whatever stands in it. */

import type { Answer } from "../../runtime/language.ts";

/** A tooltip shows the beginning; the rest is scrolled to. Null where there is nothing to show. */
export function documentationNode(answer: Answer | null): HTMLElement | null {
  if (answer?.type !== "documentation" || !(answer.text || answer.signatures.length > 0)) {
    return null;
  }
  const node = document.createElement("div");
  node.className = "cm-documentation";
  // It scrolls: a keyboard must get there, too.
  node.tabIndex = 0;
  node.role = "region";
  node.ariaLabel = "Documentation";
  for (const signature of answer.signatures) {
    const line = document.createElement("code");
    line.textContent = signature;
    node.append(line);
  }
  if (answer.text !== "") {
    const text = document.createElement("p");
    text.textContent = answer.text;
    node.append(text);
  }
  return node;
}
