/** What somebody puts into their page to have a program in it. */

import { MAIN, type ProgramDocument } from "../document/document.ts";

/**
 * HTML that Markdown leaves alone, too: no line of it is blank. The program is in it as text where
 * that says all of it: it can be read without scripts then, and found by a search.
 * @param site the address of the site's folder.
 * @param hash the program's link, without "#".
 */
export function embedCode(
  { title, files, clock }: ProgramDocument,
  hash: string,
  site: string,
): string {
  const alone = Object.keys(files).length === 1;
  const attributes = [
    ...(alone ? [] : [`src="#${hash}"`]),
    ...(title === undefined || title === MAIN ? [] : [`title="${escapeHtml(title)}"`]),
    ...(alone && clock !== "real" ? [`clock="${clock}"`] : []),
  ];
  const tag = ["asyncarium-pane", ...attributes].join(" ");
  const text = escapeHtml((files[MAIN] ?? "").trimEnd()).replace(
    /^\n|\n(?=[ \t]*(\n|$))/g,
    "&#10;",
  );
  return `<script async src="${new URL("embed.js", site).href}"></script>
<${tag}>
<pre>${text}</pre>
</asyncarium-pane>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"\r\0]/g, (character) => `&#${character.charCodeAt(0)};`);
}
