/** Bundles scripts that stand inside a document. */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { build } from "rolldown";
import { root } from "./folders.ts";

/**
 * One classic script.
 * @param entry below web/src.
 * @param define names that stand for text.
 * @param logLevel "silent" where a library's own code is warned of, which nobody here can change.
 */
export async function bundle(
  entry: string,
  define: Readonly<Record<string, string>> = {},
  logLevel: "warn" | "silent" = "warn",
): Promise<string> {
  const { output } = await build({
    input: join(root, "web/src", entry),
    output: { format: "iife", minify: true },
    transform: { define: { ...define } },
    write: false,
    logLevel,
  });
  return output[0].code.trim();
}

export type InlineScript = {
  readonly code: string;
  /** Names it in a Content-Security-Policy. */
  readonly hash: string;
};

/** Nothing in it may end the `<script>` element that it stands in. */
export function inlineScript(code: string): InlineScript {
  const safe = code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  return { code: safe, hash: `'sha256-${createHash("sha256").update(safe).digest("base64")}'` };
}
