/** The console's parts on the page that need no browser. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../web/src/console/history.ts";
import { commonStart, indentAfter } from "../../web/src/console/indent.ts";
import { describeConsoleEnd, describeLeft } from "../../web/src/console/words.ts";
import {
  type ConsoleEnd,
  type ConsoleListener,
  ConsoleSession,
} from "../../web/src/runtime/console.ts";
import { bytesOf, formatBytes, readContent } from "../../web/src/written/content.ts";

function setUp() {
  const log: string[] = [];
  const session = new ConsoleSession({ gone: [], moreGone: 0 }, true, {
    evaluate: (text) => log.push(`evaluate ${text}`),
    complete: (text) => log.push(`complete ${text}`),
    stop: () => log.push("stop"),
    input: (line) => log.push(`input ${line}`),
    outputShown: () => {},
    kill: () => log.push("kill"),
  });
  session.attach({
    onOutput: () => {},
    onInputRequested: () => log.push("asked"),
    onIncomplete: () => log.push("incomplete"),
    onStarted: () => log.push("started"),
    onEvaluated: () => log.push("evaluated"),
    onCompletions: ({ words }) => log.push(words.join(" ")),
    onFiles: () => log.push("files"),
    onClosed: (end: ConsoleEnd) => log.push(end),
  } satisfies ConsoleListener);
  return { session, log };
}

test("what was not asked for is no answer", () => {
  const { session, log } = setUp();
  const runId = 1;
  const unasked = () => {
    session.receive({ type: "evaluationStarted", runId });
    session.receive({ type: "inputIncomplete", runId });
    session.receive({ type: "evaluated", runId, exited: false });
  };
  unasked();
  session.receive({ type: "completions", runId, replaced: 0, words: ["x"] });
  session.complete("1");
  unasked();
  assert.equal(session.busy, true);
  session.receive({ type: "completions", runId, replaced: 0, words: ["y"] });
  session.evaluate("2");
  session.receive({ type: "completions", runId, replaced: 0, words: ["z"] });
  session.receive({ type: "evaluationStarted", runId });
  session.receive({ type: "evaluationStarted", runId });
  session.receive({ type: "inputIncomplete", runId });
  assert.equal(session.busy, true);
  session.receive({ type: "evaluated", runId, exited: false });
  session.receive({ type: "evaluated", runId, exited: true });
  const expected = ["complete 1", "y", "evaluate 2", "started", "evaluated", "kill", "exited"];
  assert.deepEqual(log, expected);
});

test("one thing at a time, and nothing after the end", () => {
  const { session, log } = setUp();
  session.evaluate("1");
  session.evaluate("2");
  session.complete("3");
  assert.equal(session.busy, true);
  session.receive({ type: "evaluated", runId: 1, exited: false });
  assert.equal(session.busy, false);
  session.complete("4");
  session.receive({ type: "completions", runId: 1, replaced: 1, words: ["x"] });
  session.evaluate("exit()");
  session.receive({ type: "evaluated", runId: 1, exited: true });
  session.evaluate("5");
  session.receive({ type: "evaluationStarted", runId: 1 });
  session.close("resting");
  assert.deepEqual(log, [
    "evaluate 1",
    "evaluated",
    "complete 4",
    "x",
    "evaluate exit()",
    "evaluated",
    "kill",
    "exited",
  ]);
});

test("stop asks first, then ends it", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { session, log } = setUp();
  session.stop();
  assert.deepEqual(log, []);
  session.evaluate("1");
  session.stop();
  context.mock.timers.tick(999);
  session.receive({ type: "evaluated", runId: 1, exited: false });
  context.mock.timers.tick(5_000);
  session.evaluate("2");
  session.stop();
  context.mock.timers.tick(1_000);
  assert.deepEqual(log, [
    "evaluate 1",
    "stop",
    "evaluated",
    "evaluate 2",
    "stop",
    "kill",
    "killed",
  ]);
});

test("the next line is indented", () => {
  assert.equal(indentAfter("for x in y:"), "    ");
  assert.equal(indentAfter("if x:  # why"), "    ");
  assert.equal(indentAfter("if x:\n    y = 1"), "    ");
  assert.equal(indentAfter("def f():\n    return 1"), "");
  assert.equal(indentAfter("x = (1,"), "");
});

test("completions have a beginning in common", () => {
  assert.equal(commonStart(["asyncio.sleep(", "asyncio.shield("]), "asyncio.s");
  assert.equal(commonStart(["one"]), "one");
  assert.equal(commonStart([]), "");
});

test("history goes back and forth, and what was not sent comes back", () => {
  const history = new History();
  history.add("1");
  history.add("2");
  assert.equal(history.earlier("unsent"), "2");
});

test("what is left, and why a console has ended, is said", () => {
  assert.equal(
    describeLeft({ gone: ["task", "gen"], moreGone: 3 }, true),
    "Python is still here, with what the program left. Gone with the program: task, gen, 3 more.",
  );
  assert.match(
    describeLeft({ gone: [], moreGone: 0 }, false),
    /In this browser tasks move only while a line is evaluated\.$/,
  );
  assert.equal(describeConsoleEnd("another program"), "This console ended: another program runs.");
  assert.equal(describeConsoleEnd("left"), null);
});

test("the bytes of a file are text, or not", () => {
  const read = (content: string | null) => readContent(bytesOf({ path: "a", size: 1, content }));
  assert.deepEqual(read(btoa("text")), { kind: "text", text: "text", cut: false });
  assert.deepEqual(read(btoa("\0")), { kind: "binary" });
  assert.deepEqual(read(btoa("\xff")), { kind: "binary" });
  assert.deepEqual(read(null), { kind: "too large" });
  assert.deepEqual(read("no base64!"), { kind: "too large" });
  // The cut goes through a character of three bytes.
  const long = readContent(new TextEncoder().encode("€".repeat(100_000)));
  assert.ok(long.kind === "text" && long.cut && long.text.length === 66_666);
  assert.deepEqual([1, 999, 1_500, 2_500_000].map(formatBytes), [
    "1 byte",
    "999 bytes",
    "1.5 kB",
    "2.5 MB",
  ]);
});
