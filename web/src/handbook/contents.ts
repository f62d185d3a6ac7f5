/** The table of contents: beside the text, or behind a button where there is no room. */

import { find } from "../lib/find.ts";
import { onScrolled, placeInView } from "./places.ts";

export function installContents(): void {
  const contents = find("#contents");
  const button = find<HTMLButtonElement>("#contents-button");
  const open = (yes: boolean) => {
    // It opens right below the header, however much of that is in sight.
    contents.style.setProperty("--top", `${find("header.site").getBoundingClientRect().bottom}px`);
    contents.classList.toggle("open", yes);
    button.setAttribute("aria-expanded", String(yes));
  };
  button.addEventListener("click", () => {
    const opened = button.getAttribute("aria-expanded") === "true";
    open(!opened);
    if (!opened) {
      contents.querySelector("a")?.focus();
    }
  });
  contents.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("a") !== null) {
      open(false);
    }
  });
  contents.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") {
      open(false);
      button.focus();
    }
  });
  const mark = () => markSection(contents);
  onScrolled(mark);
  addEventListener("hashchange", mark);
  mark();
}

function markSection(contents: HTMLElement): void {
  const section = placeInView("article[data-chapter], article h3[id]");
  for (const link of contents.querySelectorAll<HTMLAnchorElement>("li li a")) {
    const current = section !== null && link.hash === `#${section.id}`;
    if (current) {
      link.setAttribute("aria-current", "location");
    } else {
      link.removeAttribute("aria-current");
    }
  }
  const chapter = section?.closest("article")?.id;
  for (const item of contents.querySelectorAll<HTMLElement>("#contents > ol > li")) {
    const link = item.querySelector("a");
    item.toggleAttribute("data-open", link?.hash === `#${chapter}`);
  }
}
