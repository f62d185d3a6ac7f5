/** The way out for programs that can't be kept: files. */

import { strToU8, zipSync } from "fflate";
import { MAIN, type ProgramDocument } from "../document/document.ts";
import { fileStem } from "../files/names.ts";
import { download } from "../lib/download.ts";

/** One program of one file as that file, anything else as an archive with a folder for each. */
export function downloadPrograms(programs: readonly ProgramDocument[]): void {
  const [only] = programs;
  const text = only?.files[MAIN];
  if (
    only !== undefined &&
    text !== undefined &&
    programs.length === 1 &&
    Object.keys(only.files).length === 1
  ) {
    download(`${fileStem(only.title ?? MAIN)}.py`, text);
  } else {
    // Of this chunk, not one to be loaded: this is the way out when much else has failed.
    download("asyncarium-programs.zip", new Uint8Array(zipSync(archive(programs), { level: 6 })));
  }
}

/** File name in the archive to bytes. */
export function archive(programs: readonly ProgramDocument[]): Record<string, Uint8Array> {
  const folders = new Set<string>();
  const entries: Record<string, Uint8Array> = {};
  for (const program of programs) {
    const stem = fileStem(program.title ?? MAIN);
    let folder = stem;
    for (let count = 2; folders.has(folder); count += 1) {
      folder = `${stem}-${count}`;
    }
    folders.add(folder);
    for (const [name, text] of Object.entries(program.files)) {
      entries[`${folder}/${name}`] = strToU8(text);
    }
  }
  return entries;
}
