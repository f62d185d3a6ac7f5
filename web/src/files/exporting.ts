/** A pane's program as files to take along. Loaded when one is wanted. */

import { versions } from "virtual:engine";
import { MAIN } from "../document/document.ts";
import { buildId } from "../lib/build.ts";
import { download } from "../lib/download.ts";
import { copyText } from "../pane/clipboard.ts";
import type { Pane } from "../pane/pane.ts";
import { writeArchive } from "./archive.ts";
import { writeMarkdown } from "./markdown.ts";
import { fileStem } from "./names.ts";
import { writeNotebook } from "./notebook.ts";

/** The file that is seen; the program itself goes by its title. */
export function downloadShown({ editor, document }: Pane): void {
  const { shown } = editor;
  const name = shown === MAIN ? `${fileStem(document.title ?? MAIN)}.py` : shown;
  const type = name.endsWith(".py") ? "text/x-python" : "text/plain";
  download(name, document.files[shown] ?? "", `${type};charset=utf-8`);
}

export function downloadArchive({ document }: Pick<Pane, "document">): void {
  const name = `${fileStem(document.title ?? MAIN)}.zip`;
  download(name, writeArchive(document.files), "application/zip");
}

export function downloadNotebook({ document }: Pane): void {
  const name = `${fileStem(document.title ?? MAIN)}.ipynb`;
  download(name, writeNotebook(document), "application/x-ipynb+json");
}

export async function copyMarkdown(pane: Pane): Promise<void> {
  await pane.output.allShown();
  const { document, ran, ending, elements } = pane;
  const text = writeMarkdown({
    document,
    ran,
    ending,
    output: pane.output.text(),
    versions: { build: buildId(), ...versions, browser: navigator.userAgent },
  });
  await copyText(text, "Copied as Markdown", elements.status);
}
