/**
 * An interpreter that has imported a program's packages before it is run again.
 *
 *     none ──prepare()──▶ preparing ──▶ ready ──take()──▶ none
 *                             └── what it imports prints, or fails ──▶ none, and never again
 *
 * It stands beside the pool's spare, which has imported nothing and serves all other programs.
 */

import { within } from "../lib/within.ts";
import type { ClockMode } from "../protocol.ts";
import type { Interpreter, Supply } from "./interpreter.ts";

/** A program that imports them itself takes no longer, in milliseconds. */
const PATIENCE = 5_000;

/** What to import ahead: names that are the same stand for the same packages and modules. */
export type Preparation = {
  readonly key: string;
  readonly packages: Supply["packages"];
  readonly imports: readonly Import[];
  readonly clock: ClockMode;
};

/** As a statement has it: `from module import names`, or `import module`. */
export type Import = { readonly module: string; readonly names: readonly string[] };

type Prepared = {
  readonly key: string;
  readonly interpreter: Interpreter;
  readonly ready: Promise<boolean>;
};

export class PreparedInterpreter {
  readonly #spawn: () => Interpreter;
  #prepared: Prepared | null = null;
  /** Keys of what says or does something when it is imported: that belongs to the program's run. */
  readonly #unfit = new Set<string>();

  constructor(spawn: () => Interpreter) {
    this.#spawn = spawn;
  }

  /** Have one ready for the next run of the same program. */
  prepare(preparation: Preparation): void {
    const { key } = preparation;
    if (this.#prepared?.key === key || this.#unfit.has(key)) {
      return;
    }
    this.drop();
    const interpreter = this.#spawn();
    const ready = this.#bringUp(interpreter, preparation);
    const prepared = { key, interpreter, ready };
    this.#prepared = prepared;
    void ready.then((fit) => {
      if (!fit && this.#prepared === prepared) {
        this.drop();
      }
    });
  }

  /** The one for that key, when it is ready; null if there is none. It is the caller's then. */
  async take(key: string): Promise<Interpreter | null> {
    const prepared = this.#prepared;
    if (prepared?.key !== key) {
      return null;
    }
    this.#prepared = null;
    if (await within(PATIENCE, prepared.ready, false)) {
      return prepared.interpreter;
    }
    prepared.interpreter.kill("its imports are not done in time");
    return null;
  }

  /** Give its memory back. */
  drop(): void {
    this.#prepared?.interpreter.kill("nobody needs it");
    this.#prepared = null;
  }

  async #bringUp(interpreter: Interpreter, preparation: Preparation): Promise<boolean> {
    try {
      await interpreter.ready;
      const fit = await interpreter.prepare(preparation);
      if (!fit) {
        this.#unfit.add(preparation.key);
        interpreter.kill("its imports do more than import");
      }
      return fit;
    } catch {
      return false; // it was dropped, or could not start
    }
  }
}
