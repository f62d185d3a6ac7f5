/** All that reads and writes other formats: one chunk, loaded when the first of them is wanted. */

export { downloadArchive, downloadNotebook, downloadShown, copyMarkdown } from "./exporting.ts";
export { openSources } from "./opening.ts";
