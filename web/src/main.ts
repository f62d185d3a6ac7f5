/** Puts the page together. */

import engineFiles from "virtual:engine";
import frameDocument from "virtual:sandbox";
import "./styles/page.css";
import "./styles/pane.css";
import { installApi } from "./api.ts";
import { startRouter } from "./handbook/router.ts";
import { Pane } from "./pane/pane.ts";
import { Pool } from "./runtime/pool.ts";
import { Sandbox } from "./runtime/sandbox.ts";
import { installThemeSwitch } from "./theme/theme.ts";

// ?jspi=off shows what a browser without JSPI does.
const jspi = new URLSearchParams(location.search).get("jspi") !== "off";
const pool = new Pool(new Sandbox(frameDocument), engineFiles, jspi);
void pool.start();
installApi(pool);
installThemeSwitch();

const panes = new Map<string, Pane>();
for (const section of document.querySelectorAll<HTMLElement>("section[data-example]")) {
  panes.set(section.dataset["example"] ?? "", new Pane(section, pool));
}

const banner = document.querySelector<HTMLElement>("#shared-banner");
startRouter({
  routeChanged() {
    if (banner !== null) {
      banner.hidden = true;
    }
  },
  openShared(program) {
    panes.get("playground")?.open(program, `Shared program: ${program.title ?? "main.py"}`);
  },
  announceShared() {
    tell("This is a shared program. Nothing of it runs until you press Run.");
  },
  showDamaged(message, hash) {
    tell(message);
    const raw = document.createElement("code");
    raw.textContent = `#${hash}`;
    banner?.append(" Its text: ", raw);
  },
});

function tell(message: string): void {
  if (banner !== null) {
    banner.textContent = message;
    banner.hidden = false;
  }
}
