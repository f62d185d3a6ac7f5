/** Gets a pane's program its packages before it runs, and says what could not be had. */

import type { Files } from "../document/document.ts";
import { button, element } from "../lib/dom.ts";
import { mayNeedPackages } from "../packages/imports.ts";
import { SWITCH_LABEL, pypiWanted, wantPypi } from "../packages/switch.ts";
import type { Program, Supply } from "../runtime/interpreter.ts";
import type { Ending } from "../runtime/run.ts";
import type { MenuItem } from "./menu.ts";

const LABEL_OF_SHARED = "Use PyPI for this shared program";

export class Supplying {
  readonly notice = element("div");
  /** Whether the program is somebody else's: the reader's wish for PyPI does not hold for it. */
  #foreign = false;
  #allowed = false;
  /** Counts programs and runs: what is found out about one is not told of the next. */
  #concern = 0;
  readonly #say: (text: string | null) => void;

  /** @param say shows what goes on, in a few words; null where it has ended. */
  constructor(say: (text: string | null) => void) {
    this.#say = say;
    this.notice.className = "pane-notice";
    this.notice.ariaLive = "polite";
  }

  /** @param foreign whether the program that stands there now came in a link. */
  begin(foreign: boolean): void {
    this.#foreign = foreign;
    this.#allowed = false;
    this.#concern += 1;
    this.#show([]);
  }

  get #pypi(): boolean {
    return this.#foreign ? this.#allowed : pypiWanted();
  }

  /** Whether `supply` has anything to do for a program: most need nothing. */
  concerns(files: Files): boolean {
    this.#concern += 1;
    this.#show([]);
    return mayNeedPackages(files);
  }

  /**
   * @param others names of packages that it gets besides.
   * @param wanted whether it is still to run: nothing more is said of one that is not.
   * @throws Error where the page's own script for it can't be loaded.
   */
  async supply(
    program: Pick<Program, "files" | "clock">,
    others: readonly string[],
    wanted: () => boolean,
  ): Promise<Supply> {
    const { supply } = await import("../packages/supply.ts");
    const { files, clock } = program;
    const onFetching = (text: string) => {
      if (wanted()) {
        this.#say(text);
      }
    };
    const wish = { files, clock, pypi: this.#pypi, onFetching, others };
    const supplied = await supply(wish);
    if (wanted()) {
      this.#show([...supplied.problems, ...supplied.remarks]);
    }
    const { supply: supplying } = supplied;
    const fetch = async (url: string) => {
      const fetched = await supplying.fetch(url);
      if (wanted()) {
        this.#say(null);
      }
      return fetched;
    };
    return { ...supplying, fetch };
  }

  /** A program has ended: what might help, if it missed a module. */
  async explain({ error }: Ending, files: Files): Promise<void> {
    const concern = this.#concern;
    if (error?.type === "ModuleNotFoundError" && this.notice.childElementCount === 0) {
      const { explainMissing } = await import("../packages/supply.ts");
      const said = await explainMissing(error.message, files, this.#pypi).catch(() => null);
      if (said !== null && concern === this.#concern) {
        this.#show([said]);
      }
    }
  }

  /** For the pane's menu. */
  menuItems(): readonly MenuItem[] {
    const on = this.#pypi;
    return [
      {
        label: this.#foreign ? LABEL_OF_SHARED : SWITCH_LABEL,
        checked: on,
        act: () => this.#switch(!on),
      },
    ];
  }

  #switch(on: boolean): void {
    if (this.#foreign) {
      this.#allowed = on;
    } else {
      wantPypi(on);
    }
    this.#say(on ? "Packages from PyPI are on" : "Packages from PyPI are off");
  }

  #show(texts: readonly string[]): void {
    const paragraphs = texts.map((text) => element("p", text));
    const dismiss = texts.length === 0 ? [] : [button("Dismiss", () => this.#show([]))];
    this.notice.replaceChildren(...paragraphs, ...dismiss);
  }
}
