/** An element that index.html holds. */

/** @throws Error when there is none: the page and its script are not of one build. */
export function find<E extends HTMLElement = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): E {
  const element = within.querySelector<E>(selector);
  if (element === null) {
    throw new Error(`the page has no ${selector}`);
  }
  return element;
}
