/** What it takes to edit and run an embedded program. Python itself waits for its reader. */

import { MAIN, type ProgramDocument, sameFiles } from "../document/document.ts";
import { pool, site } from "../engine.ts";
import { buildId } from "../lib/build.ts";
import { find } from "../lib/find.ts";
import { encodeLink } from "../links/codec.ts";
import { holdBuild } from "../offline/caches.ts";
import { Pane } from "../pane/pane.ts";

/** The way out leads to what the reader has made of the program; after a pause, in milliseconds. */
const PAUSE = 300;

/**
 * @param section shows the program's text already.
 * @param wayOut the link to the site.
 */
export function openPane(
  section: HTMLElement,
  program: ProgramDocument,
  wayOut: HTMLAnchorElement,
): Pane {
  holdBuild(site, buildId());
  // Whoever goes into the text is likely to run it.
  find(".pane-code", section).addEventListener("focusin", () => void pool.start());
  const pane = new Pane(section, pool);
  pane.supplying.begin(true);
  if (Object.keys(program.files).length > 1) {
    const { files } = pane.editor;
    const typed = sameFiles(files, pane.original) ? undefined : files[MAIN];
    pane.open(program);
    if (typed !== undefined) {
      pane.editor.write(MAIN, typed);
    }
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  pane.onChange(() => {
    clearTimeout(timer);
    timer = setTimeout(() => void lead(wayOut, pane), PAUSE);
  });
  return pane;
}

async function lead(wayOut: HTMLAnchorElement, pane: Pane): Promise<void> {
  try {
    wayOut.href = `./#${await encodeLink(pane.document)}`;
  } catch {
    // Too large for a link: it goes on leading to the program as it was.
  }
}
