/** What helps an editor, and may be missing: it works without. */

import type { Question } from "../protocol.ts";
import type { Answer } from "../runtime/language.ts";
import type { Formatted, RuffFinding } from "../linter/messages.ts";

export type Assistance = {
  readonly language: {
    /** Somebody writes: questions may come. */
    wake(): void;
    /** @returns null where there is no answer, or a newer question is asked. */
    ask(question: Question): Promise<Answer | null>;
  };
  readonly linter: {
    /** @returns null where it can't be had. */
    check(text: string): Promise<readonly RuffFinding[] | null>;
    format(text: string): Promise<Formatted>;
  };
};

/**
 * Whoever has come to an editor may only want to run what stands there: that goes first, and has
 * the processor to itself. In milliseconds.
 */
const BEFORE_HELPING = 2_500;

export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, BEFORE_HELPING));
}
