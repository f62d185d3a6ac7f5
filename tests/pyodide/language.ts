/**
 * A language interpreter without a browser: reads a JSON question a line, answers with a JSON
 * answer a line.
 */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { languageArchive } from "../../web/build/language.ts";
import type { Question, ToLanguage } from "../../web/src/protocol.ts";
import { startLanguage } from "./interpreters.ts";

const port = await startLanguage();
const next = () => new Promise<unknown>((resolve) => port.once("message", resolve));
const archive = new Uint8Array(readFileSync(await languageArchive())).buffer;
const open: ToLanguage = { type: "open", archive };
port.postMessage(open);
console.log(JSON.stringify(await next()));
let id = 1;
for await (const line of createInterface({ input: process.stdin })) {
  const ask: ToLanguage = { type: "ask", id, ...(JSON.parse(line) as Question) };
  id += 1;
  port.postMessage(ask);
  console.log(JSON.stringify(await next()));
}
process.exit(0);
