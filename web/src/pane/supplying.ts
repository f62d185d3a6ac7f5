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
  readonly #say: (text: string) => void;

  /** @param say shows what goes on, in a few words. */
  constructor(say: (text: string) => void) {
    this.#say = say;
    this.notice.className = "pane-notice";
    this.notice.ariaLive = "polite";
  }

  /** @param foreign whether the program that stands there now came in a link. */
  begin(foreign: boolean): void {
    this.#foreign = foreign;
    this.#allowed = false;
    this.#show([]);
  }

  get #pypi(): boolean {
    return this.#foreign ? this.#allowed : pypiWanted();
  }

  /** Whether `supply` has anything to do for a program: most need nothing. */
  concerns(files: Files): boolean {
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
    return supplied.supply;
  }

  /** A program has ended: what might help, if it missed a module. */
  async explain({ error }: Ending, files: Files): Promise<void> {
    if (error?.type === "ModuleNotFoundError" && this.notice.childElementCount === 0) {
      const { explainMissing } = await import("../packages/supply.ts");
      const said = await explainMissing(error.message, files, this.#pypi).catch(() => null);
      this.#show(said === null ? [] : [said]);
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
