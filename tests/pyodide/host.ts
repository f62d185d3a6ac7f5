/**
 * Runs programs on the kernel without a browser: reads a JSON request a line, answers with a JSON
 * result a line. The page's own handles (runtime/interpreter.ts, run.ts) drive a worker of Node.
 */

import { createInterface } from "node:readline";
import { type Line, LineAssembler } from "../../web/src/output/lines.ts";
import { USUAL, wantsInternet } from "../../web/src/network/wanted.ts";
import type { ClockMode } from "../../web/src/protocol.ts";
import type { Interpreter, Supply } from "../../web/src/runtime/interpreter.ts";
import type { Written } from "../../web/src/runtime/console.ts";
import type { Ending } from "../../web/src/runtime/run.ts";
import { type Reply, type Step, typeAt } from "./console.ts";
import { startInterpreter } from "./interpreters.ts";
import { type Pypi, supplyOf } from "./packages.ts";

type Request = {
  readonly files: Readonly<Record<string, string>>;
  readonly clock: ClockMode;
  readonly stdin: string | null;
  /** Lines to type whenever the program asks; null ends the input. After them nobody answers. */
  readonly typed: readonly (string | null)[];
  /** Press Stop when a line with this text has been printed. */
  readonly stopAtLine: string | null;
  /** Press Stop once more after so many milliseconds. */
  readonly stopAgainAfter: number | null;
  /** What is typed at the console; none without. */
  readonly console?: readonly Step[];
  /** What PyPI has; null where the reader does not want it. */
  readonly pypi: Pypi | null;
  /** Import its packages ahead of the run. */
  readonly prepared: boolean;
};

type Outcome = Ending & {
  readonly lines: Line[];
  readonly files: Written | null;
  readonly gone: readonly string[];
  readonly console: Reply[];
};

const jspi = process.argv[2] !== "no-jspi";

/** No program of the tests takes longer in real time. */
const LIMIT_MILLISECONDS = 120_000;

let spare = startInterpreter(jspi);

async function run(request: Request): Promise<Outcome> {
  const interpreter = await spare;
  await interpreter.ready;
  const typed = [...request.typed];
  const assembler = new LineAssembler();
  const lines = new Set<Line>();
  let stopPressed = false;
  let files: Written | null = null;
  let gone: readonly string[] = [];
  let replies: Promise<Reply[]> | undefined;
  let limit: ReturnType<typeof setTimeout> | undefined;
  const internet = wantsInternet(request.files) ? USUAL : null;
  const program = { ...request, internet, ...supplyOf(request, request.pypi) };
  if (request.prepared) {
    await prepare(interpreter, program.supply);
  }
  const ending = await new Promise<Ending>((resolve) => {
    limit = setTimeout(() => {
      // The second one kills.
      running.stop();
      running.stop();
    }, LIMIT_MILLISECONDS);
    const running = interpreter.run(program, {
      onOutput(records, _dropped, shown) {
        for (const line of assembler.add(records)) {
          lines.add(line);
        }
        shown();
        if (!stopPressed && [...lines].some(({ text }) => text === request.stopAtLine)) {
          stopPressed = true;
          running.stop();
          if (request.stopAgainAfter !== null) {
            setTimeout(() => running.stop(), request.stopAgainAfter);
          }
        }
      },
      onInputRequested() {
        const line = typed.shift();
        if (line !== undefined) {
          running.input(line);
        }
      },
      onStopping() {},
      onFiles(written) {
        files = written;
      },
      onEnd: resolve,
      onConsole(console) {
        gone = console.left.gone;
        replies = typeAt(console, request.console ?? [], typed);
      },
    });
  });
  // What is typed at the console takes its time, too.
  const console = (await replies) ?? [];
  clearTimeout(limit);
  spare = startInterpreter(jspi);
  return { ...ending, lines: [...lines], files, gone, console };
}

/** @throws Error when that can't be done, or would show. */
async function prepare(interpreter: Interpreter, supply: Supply | undefined): Promise<void> {
  const preparation = supply?.preparation ?? null;
  if (preparation === null) {
    throw new Error("nothing of it can be imported ahead");
  }
  if (!(await interpreter.prepare(preparation))) {
    throw new Error("its imports do more than import");
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const result = await run(JSON.parse(line) as Request);
  // As scripts see it; `place` is the pane's.
  console.log(JSON.stringify(result, (key, value) => (key === "place" ? undefined : value)));
}
process.exit(0);
