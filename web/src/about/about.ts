/** Keeps the part about this visit up to date while it is shown. */

import "../styles/about.css";
import type { Drafts } from "../drafts/drafts.ts";
import { find } from "../lib/find.ts";
import { MARKS, type Mark, marked } from "../lib/marks.ts";
import type { Offline, OfflineStatus } from "../offline/registration.ts";
import type { Pool } from "../runtime/pool.ts";
import type { Snapshots } from "../runtime/snapshots.ts";
import { Controls } from "./controls.ts";
import { gatherFacts } from "./facts.ts";
import { Panel } from "./panel.ts";
import { ProgramsSection } from "./programs.ts";
import { NOTHING_TOLD, type Readings, type Storage, readBrowser, readStorage } from "./readings.ts";
import { storedRows } from "./stored.ts";

/** Whom to ask. */
export type Sources = {
  readonly build: string;
  readonly versions: { readonly pyodide: string; readonly python: string };
  /** False where the address has ?jspi=off. */
  readonly jspiWanted: boolean;
  readonly pool: Pool;
  readonly snapshots: Snapshots;
  readonly offline: Offline;
  readonly drafts: Drafts;
};

let about: About | null = null;

/** The reader has come to it, perhaps again. */
export function showAbout(sources: Sources): void {
  about ??= new About(sources);
  about.look();
}

class About {
  readonly #sources: Sources;
  readonly #place = find(".about");
  readonly #controls: Controls;
  readonly #panel: Panel;
  readonly #programs: ProgramsSection;
  #storage = NOTHING_TOLD;
  /** What is stored is being looked at: "again" when it has changed meanwhile. */
  #looking: "no" | "yes" | "again" = "no";

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#controls = new Controls(sources.offline, () => this.look());
    this.#programs = new ProgramsSection(sources.drafts);
    this.#panel = new Panel(this.#place, this.#controls.element, this.#programs.element);
    find("#about-failed").textContent = "";
    sources.pool.subscribe(() => this.#show());
    sources.snapshots.subscribe(() => this.look());
    sources.offline.subscribe(() => this.look());
    new PerformanceObserver(() => this.#show()).observe({ type: "mark" });
  }

  /** Show what is known at once, and what is stored as soon as that has been counted. */
  look(): void {
    this.#show();
    void this.#programs.look();
    if (this.#looking === "no") {
      void this.#count();
    } else {
      this.#looking = "again";
    }
  }

  async #count(): Promise<void> {
    do {
      this.#looking = "yes";
      if (this.#place.hidden) {
        break;
      }
      this.#storage = await readStorage(this.#sources.offline.inventory());
      this.#show();
    } while (this.#again());
    this.#looking = "no";
  }

  /** TypeScript does not see that others write to it while this one waits. */
  #again(): boolean {
    return this.#looking === "again";
  }

  #show(): void {
    if (this.#place.hidden) {
      return;
    }
    const { build, offline } = this.#sources;
    const { kept } = this.#storage;
    this.#controls.show(offline.status, this.#storage);
    this.#panel.show(gatherFacts(this.#readings()), kept === null ? null : storedRows(kept, build));
  }

  #readings(): Readings {
    const { build, versions, jspiWanted, pool, snapshots, offline } = this.#sources;
    return {
      site: { build, ...versions, address: location.origin + location.pathname },
      engine: pool.status,
      snapshot: snapshots.status,
      marks: Object.fromEntries(MARKS.map((mark) => [mark, marked(mark)])) as Record<
        Mark,
        number | null
      >,
      offline: withWhatIsKept(offline.status, this.#storage),
      storage: this.#storage,
      browser: readBrowser(jspiWanted),
    };
  }
}

/** Of what is fetched when needed, more may have come since the site was last checked. */
function withWhatIsKept(status: OfflineStatus, { kept }: Storage): OfflineStatus {
  if (status.kind !== "ready" || kept === null) {
    return status;
  }
  const found = kept.filter(({ kind }) => kind === "kept");
  const files = found.reduce((sum, one) => sum + one.files, 0);
  return { ...status, onDemand: { ...status.onDemand, kept: files } };
}
