/**
 * `window.asyncarium`: the page's promise to scripts and tests. See README, "For scripts".
 */

import { LineAssembler, type Line } from "./output/lines.ts";
import { MAX_LINES } from "./output/view.ts";
import { CLOCK_MODES, type ClockMode, type ProgramError } from "./protocol.ts";
import { mayNeedPackages } from "./packages/imports.ts";
import { pypiWanted } from "./packages/switch.ts";
import { USUAL } from "./network/wanted.ts";
import type { Interpreter, Program, Supply } from "./runtime/interpreter.ts";
import type { Pool } from "./runtime/pool.ts";
import type { Ending, Run } from "./runtime/run.ts";

export type RunOptions = {
  /** "real" (the default), or "instant" for simulated time. */
  readonly clock?: ClockMode;
  /** All of standard input; none by default, so that `input()` raises EOFError. */
  readonly stdin?: string;
  /** Past this the program is stopped and, a second later, killed. No limit by default. */
  readonly timeoutSeconds?: number;
};

export type RunResult = {
  readonly outcome: Ending["outcome"];
  readonly lines: readonly Line[];
  readonly error: ProgramError | null;
  readonly durationSeconds: number;
};

/** setTimeout counts in 31 bits. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Run what Run would run: the same sandbox, a fresh interpreter. */
export async function runProgram(
  pool: Pool,
  code: string,
  options: RunOptions = {},
): Promise<RunResult> {
  const { clock = "real", stdin = "", timeoutSeconds } = check(code, options);
  const files = { "main.py": code };
  const supply = mayNeedPackages(files) ? { supply: await supplyOf(files, clock) } : {};
  const interpreter = await takeOrFail(pool);
  let assembler = new LineAssembler();
  let lines = new Set<Line>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ending = await new Promise<Ending>((resolve) => {
    const started: Run = interpreter.run(
      { files, clock, stdin, internet: USUAL, ...supply },
      {
        onOutput: (records, droppedLines, shown) => {
          if (droppedLines > 0) {
            lines.clear();
            assembler = new LineAssembler();
          }
          for (const line of assembler.add(records)) {
            lines.add(line);
          }
          if (lines.size > 2 * MAX_LINES) {
            lines = new Set([...lines].slice(-MAX_LINES));
          }
          shown();
        },
        onInputRequested: () => {}, // never: all of it is known
        onStopping: () => {},
        onEnd: resolve,
      },
    );
    if (timeoutSeconds !== undefined) {
      timer = setTimeout(() => started.stop(), Math.min(timeoutSeconds * 1_000, LONGEST_TIMER));
    }
  });
  clearTimeout(timer);
  pool.warm();
  return promised(ending, [...lines].slice(-MAX_LINES));
}

async function supplyOf(files: Program["files"], clock: ClockMode): Promise<Supply> {
  const { supply } = await import("./packages/supply.ts");
  return (await supply({ files, clock, pypi: pypiWanted(), onFetching: () => {} })).supply;
}

/** What the page promises to scripts; no more, for they may compare it. */
function promised(
  { outcome, error, durationSeconds }: Ending,
  lines: RunResult["lines"],
): RunResult {
  const told = error && { type: error.type, message: error.message, line: error.line };
  return { outcome, lines, error: told, durationSeconds };
}

/** @throws Error when the engine can't be loaded. (A pane waits for its reader's retry instead.) */
async function takeOrFail(pool: Pool): Promise<Interpreter> {
  const failure = Promise.withResolvers<null>();
  let failed = false;
  const taken = pool.take(() => !failed);
  const unsubscribe = pool.subscribe((status) => {
    if (status.kind === "failed") {
      failed = true;
      failure.reject(new Error(`Python could not be loaded. ${status.reason}`));
    }
  });
  try {
    const interpreter = await Promise.race([taken, failure.promise]);
    if (interpreter === null) {
      throw new Error("unreachable: it is wanted until the engine has failed");
    }
    return interpreter;
  } finally {
    unsubscribe();
  }
}

function check(code: unknown, options: RunOptions): RunOptions {
  if (typeof code !== "string") {
    throw new TypeError("asyncarium.run(code, options): code must be a string");
  }
  const { clock, stdin, timeoutSeconds } = options;
  if (clock !== undefined && !CLOCK_MODES.includes(clock)) {
    throw new TypeError(`asyncarium.run: clock must be one of ${CLOCK_MODES.join(", ")}`);
  }
  if (stdin !== undefined && typeof stdin !== "string") {
    throw new TypeError("asyncarium.run: stdin must be a string");
  }
  if (timeoutSeconds !== undefined && !(timeoutSeconds >= 0)) {
    throw new TypeError("asyncarium.run: timeoutSeconds must be a number of seconds");
  }
  return options;
}
