/** What helps the editors of this page: Python for names and documentation, ruff for mistakes. */

import jedi from "virtual:on-demand/language";
import ruff from "virtual:on-demand/ruff";
import type { Assistance } from "./editor/assistance.ts";
import { formatFile } from "./editor/format.ts";
import { type Help, helpWithWriting, noHelp } from "./editor/help.ts";
import { pool, sandbox } from "./engine.ts";
import { LanguageService } from "./language/service.ts";
import { restOften } from "./language/rest.ts";
import { messageOf } from "./lib/message-of.ts";
import { LinterService } from "./linter/service.ts";
import type { LanguageInterpreter } from "./runtime/language.ts";
import { fetchOnDemand } from "./runtime/on-demand.ts";
import { toast } from "./toast/toasts.ts";

const language = new LanguageService(startLanguage, (reason) =>
  tellOnce(`Completion knows only this program's own names: ${messageOf(reason)}`),
);
const linter = new LinterService(
  () => fetchOnDemand(ruff),
  () => new Worker(new URL("./linter/worker.ts", import.meta.url), { type: "module" }),
  (reason) => tellOnce(`Mistakes are not marked, and nothing can be formatted: ${reason}`),
);

const assistance: Assistance = { language, linter };

export const help: Help = {
  extension: (name, surroundings) =>
    name.endsWith(".py") ? helpWithWriting(assistance, surroundings) : noHelp,
  format: (view, name) => formatFile(view, name, assistance),
};

restOften(language);
addEventListener("online", () => {
  language.retry();
  linter.retry();
});

async function startLanguage(): Promise<LanguageInterpreter> {
  const archive = await fetchOnDemand(jedi);
  await pool.prepared;
  const interpreter = sandbox.spawnLanguage();
  await interpreter.open(archive);
  return interpreter;
}

const told = new Set<string>();

/** The page goes on without it. */
function tellOnce(text: string): void {
  if (!told.has(text)) {
    told.add(text);
    toast(text);
  }
}
