/** Which modules the chunks of the site share, each in one file and not one for each set of chunks. */

import type { Rolldown } from "vite";

type Chunks = NonNullable<Exclude<Rolldown.OutputOptions["codeSplitting"], boolean | undefined>>;
type Context = { getModuleInfo(id: string): Rolldown.ModuleInfo | null };

const FIRST = ["/src/main.ts", "/src/embed/page.ts"];
const PANE = "/src/pane/pane.ts";

/**
 * `shared`: what the pages' first scripts load, and others use as well. `pane`: the rest of what a
 * pane needs, in the handbook and embedded.
 */
export const sharedChunks: NonNullable<Chunks["groups"]> = [
  {
    debugName: "shared",
    name: (id, context) => (isNeededFirst(id, context) ? "shared" : null),
    test: /\/web\/src\/|preload-helper|virtual:|\/node_modules\/valibot\//,
    minShareCount: 2,
    priority: 2,
  },
  { name: "pane", test: (id) => id.endsWith(PANE), minShareCount: 2, priority: 1 },
];

/** Whether a page's first script imports the module, by however many others. */
function isNeededFirst(id: string, context: Context, seen = new Set<string>()): boolean {
  if (FIRST.some((first) => id.endsWith(first))) {
    return true;
  }
  seen.add(id);
  const importers = context.getModuleInfo(id)?.importers ?? [];
  return importers.some((one) => !seen.has(one) && isNeededFirst(one, context, seen));
}
