/** The buttons "Export all" and "Import all". */

import { button, element } from "../lib/dom.ts";
import { messageOf } from "../lib/message-of.ts";
import { toast } from "../toast/toasts.ts";
import { download } from "../lib/download.ts";
import type { Drafts } from "./drafts.ts";
import { describeImport, exportAll, exportUnkept, importAll } from "./transfer.ts";
import { describeTrouble, troubleOf } from "./trouble.ts";

/** @returns the two buttons, and what holds the file to be imported. */
export function transferControls(drafts: Drafts): readonly HTMLElement[] {
  const file = element("input");
  file.type = "file";
  file.accept = ".json,application/json";
  file.hidden = true;
  file.ariaLabel = "File to import";
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    if (chosen !== undefined) {
      void say(async () => {
        const { store, saver } = drafts;
        return describeImport(
          // Not this page's: what somebody types meanwhile would count as gone on from it.
          await importAll(store, await chosen.text(), `${saver}.import`, (id) => drafts.stored(id)),
        );
      });
      file.value = "";
    }
  });
  return [
    button("Export all", () => void say(() => exportEverything(drafts))),
    button("Import all …", () => file.click()),
    file,
  ];
}

async function exportEverything(drafts: Drafts): Promise<string> {
  await drafts.retry();
  // What could not be kept even now is with the tab.
  const { rescued } = drafts.tab;
  const name = `asyncarium-programs-${new Date().toISOString().slice(0, 10)}.json`;
  try {
    download(name, await exportAll(drafts.store, rescued));
  } catch (error) {
    if (rescued.size === 0) {
      throw error;
    }
    download(name, exportUnkept(rescued));
    return `Only what is in this tab is in the file that was downloaded. The rest can’t be read now. ${describeTrouble(troubleOf(error))}`;
  }
  return "All your programs and edits are in the file that was downloaded.";
}

async function say(job: () => Promise<string>): Promise<void> {
  toast(await job().catch(messageOf));
}
