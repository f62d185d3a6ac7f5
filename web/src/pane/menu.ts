/** A button that opens a list of things to do. */

export type MenuItem = {
  readonly label: string;
  /** The keys that do the same, as the reader would press them. */
  readonly keys?: string;
  readonly enabled?: boolean;
  /** Of a switch: whether it is on. */
  readonly checked?: boolean;
  readonly act: () => void;
};

let count = 0;

/**
 * Built when it is opened, so that it costs nothing before and shows what holds then. The browser
 * closes it on Escape and on a click elsewhere, and gives the focus back.
 * @param groups the items; a line stands between two groups.
 * @returns the button and its menu, to be put beside each other.
 */
export function menuButton(
  label: string,
  groups: () => readonly (readonly MenuItem[])[],
): readonly [HTMLButtonElement, HTMLElement] {
  count += 1;
  const menu = document.createElement("div");
  menu.id = `menu-${count}`;
  menu.className = "menu";
  menu.popover = "auto";
  menu.role = "menu";
  menu.ariaLabel = label;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.ariaHasPopup = "menu";
  button.ariaExpanded = "false";
  button.popoverTargetElement = menu;
  menu.addEventListener("beforetoggle", ({ newState }) => {
    if (newState === "open") {
      menu.replaceChildren(...rows(groups(), menu));
      place(menu, button);
    }
  });
  menu.addEventListener("toggle", ({ newState }) => {
    button.ariaExpanded = String(newState === "open");
    if (newState === "open") {
      place(menu, button);
      enabledItems(menu)[0]?.focus();
    }
  });
  menu.addEventListener("keydown", (event) => {
    const to = nextItem(event.key, enabledItems(menu));
    if (to !== null) {
      event.preventDefault();
      to.focus();
    } else if (event.key === "Tab") {
      menu.hidePopover();
    }
  });
  return [button, menu];
}

function rows(groups: readonly (readonly MenuItem[])[], menu: HTMLElement): HTMLElement[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => [
      ...(index === 0 ? [] : [document.createElement("hr")]),
      ...group.map((item) => row(item, menu)),
    ]);
}

function row(item: MenuItem, menu: HTMLElement): HTMLElement {
  const { label, keys, enabled = true, checked, act } = item;
  const button = document.createElement("button");
  button.type = "button";
  button.role = "menuitem";
  button.tabIndex = -1;
  button.disabled = !enabled;
  button.append(label);
  if (checked !== undefined) {
    button.role = "menuitemcheckbox";
    button.ariaChecked = String(checked);
  }
  if (keys !== undefined) {
    const kbd = document.createElement("kbd");
    kbd.textContent = keys;
    kbd.ariaHidden = "true";
    button.ariaKeyShortcuts = keys.replaceAll("Ctrl", "Control");
    button.append(kbd);
  }
  button.addEventListener("click", () => {
    menu.hidePopover();
    act();
  });
  return button;
}

function enabledItems(menu: HTMLElement): HTMLButtonElement[] {
  return [...menu.querySelectorAll<HTMLButtonElement>("[role^=menuitem]:enabled")];
}

/** Where a key leads from the item that has the focus, as menus do it; null for other keys. */
function nextItem(key: string, items: readonly HTMLButtonElement[]): HTMLButtonElement | null {
  const at = items.findIndex((item) => item === document.activeElement);
  switch (key) {
    case "ArrowDown":
      return items.at((at + 1) % items.length) ?? null;
    case "ArrowUp":
      return items.at(Math.max(at, 0) - 1) ?? null;
    case "Home":
      return items.at(0) ?? null;
    case "End":
      return items.at(-1) ?? null;
    default:
      return null;
  }
}

/** Below the button, or above it where there is no room, and always on the screen. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = menu;
  const above = bottom + offsetHeight > innerHeight && top > offsetHeight;
  menu.style.left = `${Math.max(8, Math.min(left, right - offsetWidth, innerWidth - offsetWidth - 8))}px`;
  menu.style.top = `${above ? top - offsetHeight - 4 : bottom + 4}px`;
}
