/** Text as a block of code in Markdown: the fence is longer than any that stands in it. */

export function fenced(text: string, language: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  const end = text === "" || text.endsWith("\n") ? "" : "\n";
  return `${fence}${language}\n${text}${end}${fence}`;
}
