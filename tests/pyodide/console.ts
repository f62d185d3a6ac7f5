/** Types at a console, one input after the other, and writes down what came of each. */

import { type Line, LineAssembler } from "../../web/src/output/lines.ts";
import type { ConsoleEnd, ConsoleSession, Written } from "../../web/src/runtime/console.ts";

/** What is done at a console, in turn. */
export type Step =
  | { readonly evaluate: string; readonly stopAtLine?: string; readonly stopAtOnce?: true }
  | { readonly complete: string }
  /** Until this has been printed, by itself. */
  | { readonly waitFor: string };

export type Reply = {
  readonly end: string;
  readonly lines: readonly Line[];
  readonly words: readonly string[];
  readonly replaced: number;
  readonly files: Written | null;
  /** How often a line of input has been asked for by then. */
  readonly asked: number;
};

/** @param typed answers to `input()`. */
export async function typeAt(
  console: ConsoleSession,
  steps: readonly Step[],
  typed: (string | null)[],
): Promise<Reply[]> {
  const replies: Reply[] = [];
  let assembler = new LineAssembler();
  let lines = new Set<Line>();
  let files: Written | null = null;
  let completions = { replaced: 0, words: [] as readonly string[] };
  let stopPressed = false;
  let asked = 0;
  let closed: ConsoleEnd | null = null;
  let step: Step | undefined;
  let finished: (end: string) => void = () => {};
  console.attach({
    onOutput(records, _dropped, shown) {
      for (const line of assembler.add(records)) {
        lines.add(line);
      }
      shown();
      const texts = [...lines].map(({ text }) => text);
      if (step !== undefined && "waitFor" in step && texts.includes(step.waitFor)) {
        finished("seen");
      } else if (step !== undefined && "evaluate" in step && step.stopAtLine !== undefined) {
        if (texts.includes(step.stopAtLine) && !stopPressed) {
          stopPressed = true;
          console.stop();
        }
      }
    },
    onInputRequested() {
      asked += 1;
      const line = typed.shift();
      if (line !== undefined) {
        console.input(line);
      }
    },
    onIncomplete: () => finished("incomplete"),
    onStarted() {},
    onEvaluated: () => queueMicrotask(() => finished("evaluated")),
    onCompletions(found) {
      completions = found;
      finished("completed");
    },
    onFiles(written) {
      files = written;
    },
    onClosed(end) {
      closed = end;
      finished(end);
    },
  });
  for (step of steps) {
    const ended = new Promise<string>((resolve) => {
      finished = resolve;
    });
    if (closed !== null) {
      finished(closed);
    } else if ("evaluate" in step) {
      console.evaluate(step.evaluate);
      if (step.stopAtOnce) {
        console.stop();
      }
    } else if ("complete" in step) {
      console.complete(step.complete);
    }
    const end = await ended;
    replies.push({ end, lines: [...lines], ...completions, files, asked });
    assembler = new LineAssembler();
    lines = new Set();
    files = null;
    completions = { replaced: 0, words: [] };
  }
  console.close("left");
  return replies;
}
