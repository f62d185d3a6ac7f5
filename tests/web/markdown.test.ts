/** "Copy as Markdown": the program, its output and the versions, whatever they hold. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Report, writeMarkdown } from "../../web/src/files/markdown.ts";
import { fenced } from "../../web/src/lib/fenced.ts";

const files = { "data.json": "{}", "main.py": "print('hi')\n" };
const report: Report = {
  document: { title: "greeting_1", files, clock: "instant" },
  ran: { files, clock: "instant" },
  ending: { outcome: "finished", error: null, durationSeconds: 1.23456 },
  output: "hi\n",
  versions: { build: "b1", python: "3.14.0", pyodide: "314.0.7", browser: "Browser/1" },
};

test("what it looks like", () => {
  assert.equal(
    writeMarkdown(report),
    `**greeting\\_1**

\`main.py\`

\`\`\`python
print('hi')
\`\`\`

\`data.json\`

\`\`\`json
{}
\`\`\`

Output (finished after 1.235 s):

\`\`\`text
hi
\`\`\`

Asyncarium b1, Python 3.14.0, Pyodide 314.0.7, instant time, Browser/1
`,
  );
});

test("how the run ended", () => {
  const failed = writeMarkdown({
    ...report,
    ending: {
      outcome: "failed",
      error: { type: "ValueError", message: "no", line: 3, place: null },
      durationSeconds: 0,
    },
    output: "",
  });
  assert.match(failed, /^Output: none \(failed with ValueError in line 3 after 0 s\)$/m);
  assert.match(writeMarkdown({ ...report, ran: null, ending: null }), /^Not run yet\.$/m);
  assert.match(writeMarkdown({ ...report, ending: null }), /^Output \(still running\):$/m);
  const edited = { ...report, ran: { files: { "main.py": "" }, clock: "real" as const } };
  assert.match(writeMarkdown(edited), /^Output of the run before the last edits \(finished/m);
  assert.match(writeMarkdown(edited), /real time/);
});

test("of a flood the end is taken", () => {
  const output = Array.from({ length: 9_000 }, (_, index) => `line ${index}\n`).join("");
  const text = writeMarkdown({ ...report, output });
  assert.ok(text.length < 25_000);
  const [, left] = /the first ([\d,]+) lines left out/.exec(text) ?? [];
  const kept = text.match(/^line \d+$/gm)?.length ?? 0;
  assert.equal(Number(left?.replace(",", "")) + kept, 9_000);
  assert.match(text, /line 8999\n/);
  assert.ok(writeMarkdown({ ...report, output: "x".repeat(50_000) }).length < 25_000);
});

test("no text breaks out of its fence", () => {
  const text = fc.string({ unit: fc.constantFrom("`", "```", "\n", "a", "~") });
  fc.assert(
    fc.property(text, (text) => {
      const [first = "", ...rest] = fenced(text, "text").split("\n");
      const fence = first.slice(0, -"text".length);
      assert.match(fence, /^`{3,}$/);
      assert.equal(rest.pop(), fence);
      assert.ok(rest.every((line) => !line.includes(fence)));
      assert.equal(
        `${rest.join("\n")}\n`,
        text.endsWith("\n") || rest.length === 0
          ? `${text}${rest.length === 0 ? "\n" : ""}`
          : `${text}\n`,
      );
    }),
  );
});
