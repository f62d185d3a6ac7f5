/** A program as text for a chat or an issue. */

import type { Files } from "../document/document.ts";
import { fenced } from "../lib/fenced.ts";

/** Fenced as Markdown; the fence is longer than any that stands in the program. */
export function codeBlock(files: Files): string {
  const all = Object.entries(files);
  return all
    .map(([name, text]) => {
      const head = all.length > 1 ? `\`${name}\`\n\n` : "";
      return `${head}${fenced(text.replace(/\n+$/, ""), name.endsWith(".py") ? "python" : "")}\n`;
    })
    .join("\n");
}
