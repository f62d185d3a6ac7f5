/**
 * The one console of the page, over what the last program left: tasks of it go on, and its
 * interpreter holds memory. All pools share it, so that no program runs beside what another one left.
 */

import type { ConsoleEnd, ConsoleSession } from "./console.ts";

export class HeldConsole {
  #console: ConsoleSession | null = null;

  get busy(): boolean {
    return this.#console?.busy ?? false;
  }

  /**
   * Keep the interpreter of this console, until there is a better use for its memory.
   * @returns false if the reader is at another one, which began while this one's program ran: that
   * one stays, and this one is closed.
   */
  keep(console: ConsoleSession): boolean {
    if (this.#console?.inUse) {
      console.close("elsewhere");
      return false;
    }
    this.close("another program");
    this.#console = console;
    return true;
  }

  close(end: ConsoleEnd): void {
    this.#console?.close(end);
    this.#console = null;
  }
}
