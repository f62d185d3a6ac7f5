/**
 * A pane in a frame of somebody's page, with the program that its address holds.
 *
 * The text is there first. The editor is loaded when the reader turns to it, and Python when they
 * press Run or go into the text. The page around it can choose the program and the colours, by the
 * address; it is not listened to otherwise.
 */

import "../styles/embed.css";
import { MAIN, type ProgramDocument } from "../document/document.ts";
import { find } from "../lib/find.ts";
import { painted } from "../lib/painted.ts";
import { decodeLink } from "../links/codec.ts";
import { showDamagedLink } from "../links/damaged-link.ts";
import { reloadOnce } from "../offline/stale.ts";
import { takePresses } from "../pane/early-press.ts";
import type { Pane } from "../pane/pane.ts";
import { findPressed, makeEditable, showUnusable } from "../pane/static.ts";
import { tellHeight } from "./height.ts";

const section = find('section[data-example="embed"]');
const hash = location.hash.slice(1);

// Another program; what the reader made of this one is the embedder's to throw away.
addEventListener("hashchange", () => location.reload());
leadOut();

try {
  show(await decodeLink(hash));
} catch (error) {
  section.hidden = true;
  find("h1").textContent = "There is no program";
  showDamagedLink(find("#problem"), hash, error);
}
tellHeight(find("main"));

function show(program: ProgramDocument): void {
  const { title = MAIN, files, clock } = program;
  document.title = `${title} · Asyncarium`;
  find(".pane-title", section).textContent = title;
  find(".pane-code code", section).textContent = files[MAIN] ?? "";
  find<HTMLSelectElement>("[data-do=clock]", section).value = clock;
  find<HTMLAnchorElement>("#open").href = `./#${hash}`;

  let pane: Promise<Pane | null> | null = null;
  const load = () => (pane ??= loadPane(program));
  const press = (target: EventTarget | null) => {
    const action = findPressed(target)?.action;
    if (action !== undefined) {
      void load().then((loaded) => loaded?.perform(action));
    }
  };
  document.addEventListener("click", ({ target }) => press(target));
  section.addEventListener("pointerenter", () => void load(), { once: true });
  section.addEventListener("focusin", () => void load(), { once: true });
  document.documentElement.dataset["routed"] = "";
  takePresses().forEach(press);
  makeEditable(() => {});
  if (Object.keys(files).length > 1) {
    // Only the editor can show the others.
    void painted().then(load);
  }
}

async function loadPane(program: ProgramDocument): Promise<Pane | null> {
  try {
    const { openPane } = await import("./embedded-pane.ts");
    return openPane(section, program, find<HTMLAnchorElement>("#open"));
  } catch {
    if (!(await reloadOnce())) {
      showUnusable();
    }
    return null;
  }
}

/** What leads to another part of the site opens it, in a tab of its own. */
function leadOut(): void {
  document.addEventListener("click", ({ target }) => {
    const link = target instanceof Element ? target.closest("a") : null;
    const to = link?.getAttribute("href") ?? "";
    if (link !== null && to.startsWith("#/")) {
      link.href = `./${to}`;
      link.target = "_blank";
      link.rel = "noopener";
    }
  });
}
