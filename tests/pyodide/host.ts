/**
 * Runs programs on the kernel without a browser: reads a JSON request a line, answers with a JSON
 * result a line. The page's own handles (runtime/interpreter.ts, run.ts) drive a worker of Node.
 */

import { createInterface } from "node:readline";
import { type Line, LineAssembler } from "../../web/src/output/lines.ts";
import type { ClockMode } from "../../web/src/protocol.ts";
import type { Ending } from "../../web/src/runtime/run.ts";
import { startInterpreter } from "./interpreters.ts";

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
};

const jspi = process.argv[2] !== "no-jspi";

/** No program of the tests takes longer in real time. */
const LIMIT_MILLISECONDS = 60_000;

let spare = startInterpreter(jspi);

async function run(request: Request): Promise<Ending & { readonly lines: Line[] }> {
  const interpreter = spare;
  await interpreter.ready;
  const typed = [...request.typed];
  const assembler = new LineAssembler();
  const lines = new Set<Line>();
  let stopPressed = false;
  let limit: ReturnType<typeof setTimeout> | undefined;
  const ending = await new Promise<Ending>((resolve) => {
    limit = setTimeout(() => {
      // The second one kills.
      running.stop();
      running.stop();
    }, LIMIT_MILLISECONDS);
    const running = interpreter.run(request, {
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
      onEnd: resolve,
    });
  });
  clearTimeout(limit);
  spare = startInterpreter(jspi);
  return { ...ending, lines: [...lines] };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await run(JSON.parse(line) as Request)));
}
process.exit(0);
