/** The controls under "Looks": theme and sizes; remembered. */

import { find } from "../lib/find.ts";
import { writeStored } from "../lib/storage.ts";
import { SIZED, chooseSize, readSize, sizeOf } from "./sizes.ts";
import { readTheme, showTheme, themeOf } from "./theme.ts";

export function installLooks(): void {
  const theme = find<HTMLSelectElement>("#theme");
  theme.value = readTheme();
  theme.addEventListener("change", () => {
    const chosen = themeOf(theme.value);
    showTheme(chosen);
    writeStored("theme", chosen);
  });
  for (const what of SIZED) {
    const select = find<HTMLSelectElement>(`#${what}`);
    select.value = readSize(what);
    select.addEventListener("change", () => chooseSize(what, sizeOf(select.value)));
  }
}
