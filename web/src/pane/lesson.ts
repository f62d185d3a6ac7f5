/**
 * What makes a handbook's program more than a program: what it should print, the reader's
 * prediction of it, and the cure where it fails on purpose.
 */

import type { Line } from "../output/lines.ts";
import type { Ending } from "../runtime/run.ts";
import { differenceView } from "./difference.ts";
import type { PaneElements } from "./elements.ts";
import {
  type Expectation,
  type Verdict,
  curedText,
  judge,
  readExpectations,
} from "./expectation.ts";
import { Prediction } from "./prediction.ts";

/** A run that has come to its end. */
export type Outcome = {
  /** The text that was run. */
  readonly text: string;
  readonly lines: readonly Line[];
  readonly ending: Ending;
  readonly simulated: boolean;
};

export class Lesson {
  readonly #elements: PaneElements;
  /** By the text of the program: the handbook's, and its cure's. */
  readonly #expectations: ReadonlyMap<string, Expectation>;
  readonly #prediction: Prediction | null;
  /** The program with its cure; null where nothing is to be cured. */
  readonly cured: string | null;
  #difference: HTMLElement | null = null;

  /** @param original the program's text, as in the handbook. */
  constructor(section: HTMLElement, elements: PaneElements, original: string) {
    this.#elements = elements;
    this.#expectations = readExpectations(section, original);
    const cure = section.querySelector<HTMLElement>(".lesson");
    this.cured = cure === null ? null : curedText(cure);
    const expectation = this.#expectations.get(original);
    const asks = section.hasAttribute("data-predict") && expectation !== undefined;
    this.#prediction = asks
      ? new Prediction(section.dataset["example"] ?? "", original, expectation)
      : null;
    if (this.#prediction !== null) {
      elements.outputBar.before(this.#prediction.element);
    }
  }

  /**
   * Compare a run with the handbook and show how it differs.
   * @returns null for a program of the reader's own, and for one that did not get to its end.
   */
  review({ text, lines, ending, simulated }: Outcome): Verdict | null {
    const expectation = this.#expectations.get(text);
    const ended = ending.outcome === "finished" || ending.outcome === "failed";
    if (expectation === undefined || !ended) {
      return null;
    }
    const verdict = judge(expectation, lines, ending.error, simulated);
    if (verdict.kind === "different") {
      this.#difference = differenceView(verdict);
      this.#elements.output.after(this.#difference);
    } else {
      this.#prediction?.compare(text);
    }
    return verdict;
  }

  /** Another run begins. */
  clear(): void {
    this.#difference?.remove();
    this.#difference = null;
  }
}
