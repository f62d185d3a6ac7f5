/** Small things that the page remembers for its reader. All of it is lost where storage is denied. */

export type Stored =
  | "theme"
  | "text-size"
  | "code-size"
  | "arrangement"
  | "position"
  | "predictions"
  | "offline"
  | "pypi";

/** The text kept under `name`, or null. */
export function readStored(name: Stored): string | null {
  try {
    return localStorage.getItem(`asyncarium.${name}`);
  } catch {
    return null;
  }
}

/** Hear that another tab has written it. */
export function hearStored(name: Stored, listener: () => void): void {
  addEventListener("storage", ({ key }) => key === `asyncarium.${name}` && listener());
}

export function writeStored(name: Stored, text: string): void {
  try {
    localStorage.setItem(`asyncarium.${name}`, text);
  } catch {
    // Denied or full: it lasts as long as the page.
  }
}
