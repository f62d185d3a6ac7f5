/**
 * Runs programs on the kernel under Node, each with a limit of time: reads a JSON request a line,
 * answers with a JSON result a line, as `window.asyncarium.run` does in the page.
 */

import { createInterface } from "node:readline";
import { type Line, LineAssembler } from "../../web/src/output/lines.ts";
import type { Ending } from "../../web/src/runtime/run.ts";
import { startInterpreter } from "../pyodide/interpreters.ts";

type Request = {
  readonly code: string;
  /** Past this the program is stopped and, a second later, killed. */
  readonly timeoutSeconds: number;
};

async function run(request: Request): Promise<Ending & { readonly lines: Line[] }> {
  // No spare: beside two lanes of tests there is no processor left for it.
  const interpreter = await startInterpreter(true);
  await interpreter.ready;
  const assembler = new LineAssembler();
  const lines = new Set<Line>();
  const ending = await new Promise<Ending>((resolve) => {
    const running = interpreter.run(
      { files: { "main.py": request.code }, clock: "real", stdin: "" },
      {
        onOutput(records, _dropped, shown) {
          for (const line of assembler.add(records)) {
            lines.add(line);
          }
          shown();
        },
        onInputRequested() {},
        onStopping() {},
        onEnd: resolve,
      },
    );
    setTimeout(() => running.stop(), request.timeoutSeconds * 1_000).unref();
  });
  return { ...ending, lines: [...lines] };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await run(JSON.parse(line) as Request)));
}
process.exit(0);
