/** Questions to the language interpreter: none in the way of another, none answered for a newer one. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { CompletionContext } from "@codemirror/autocomplete";
import { python } from "@codemirror/lang-python";
import { ensureSyntaxTree } from "@codemirror/language";
import { EditorState, Text } from "@codemirror/state";
import { ownNames, topNames } from "../../web/src/editor/completion/names.ts";
import { changesTo } from "../../web/src/editor/format.ts";
import { questionAt } from "../../web/src/editor/question.ts";
import { LanguageService } from "../../web/src/language/service.ts";
import type { Question } from "../../web/src/protocol.ts";
import { type Answer, LanguageInterpreter } from "../../web/src/runtime/language.ts";

const files = { "main.py": "" };
const question = (about: Question["about"], line = 1): Question => ({
  about,
  files,
  file: "main.py",
  line,
  column: 0,
  name: "",
});
const answerTo = (line: number): Answer => ({
  type: "documentation",
  id: 0,
  signatures: [],
  text: `${line}`,
});

/** An interpreter that answers when it is told to. */
function fake() {
  const asked: number[] = [];
  let answer: (() => void) | null = null;
  let kills = 0;
  const interpreter = {
    ask(given: Question) {
      asked.push(given.line);
      return new Promise<Answer>((resolve) => {
        answer = () => resolve(answerTo(given.line));
      });
    },
    kill() {
      kills += 1;
    },
  } as unknown as LanguageInterpreter;
  return { interpreter, asked, answer: () => answer?.(), kills: () => kills };
}
const unexpected = (reason: unknown) => assert.fail(String(reason));
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("of several questions about the same thing, only the newest is asked", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { interpreter, asked, answer } = fake();
  const service = new LanguageService(async () => interpreter, unexpected);
  const first = service.ask(question("complete", 1));
  await turn();
  const second = service.ask(question("complete", 2));
  const third = service.ask(question("complete", 3));
  assert.equal(await second, null);
  answer();
  assert.deepEqual(await first, answerTo(1));
  await turn();
  answer();
  assert.deepEqual(await third, answerTo(3));
  assert.deepEqual(asked, [1, 3]);
});

test("it is started once, by the first question, and given back when nobody asks", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let starts = 0;
  const { interpreter, answer, kills } = fake();
  const start = async () => {
    starts += 1;
    return interpreter;
  };
  const service = new LanguageService(start, unexpected);
  assert.equal(service.status, "resting");
  const asked = service.ask(question("hover"));
  service.wake();
  await turn();
  answer();
  await asked;
  assert.equal(starts, 1);
  t.mock.timers.tick(5 * 60_000);
  assert.equal(service.status, "resting");
  assert.equal(kills(), 1);
  void service.ask(question("hover"));
  assert.equal(starts, 2);
});

test("one that can't be started is said once, and every question has no answer", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const failures: unknown[] = [];
  const start = async () => Promise.reject(new Error("no network"));
  const service = new LanguageService(start, (reason) => failures.push(reason));
  assert.equal(await service.ask(question("hover")), null);
  assert.equal(await service.ask(question("complete")), null);
  assert.equal(failures.length, 1);
  service.retry();
  assert.equal(await service.ask(question("hover")), null);
  assert.equal(failures.length, 2);
});

test("one that does not answer is ended", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { interpreter, kills } = fake();
  const service = new LanguageService(async () => interpreter, unexpected);
  const asked = service.ask(question("complete"));
  await turn();
  t.mock.timers.tick(30_000);
  assert.equal(await asked, null);
  assert.equal(kills(), 1);
});

test("what comes from the sandbox is checked: forged and stale answers are dropped", async () => {
  const { port1, port2 } = new MessageChannel();
  const interpreter = new LanguageInterpreter(port1, () => {});
  const asked = interpreter.ask(question("hover"));
  const good = { type: "documentation", id: 1, signatures: [], text: "right" };
  for (const forged of [
    null,
    { ...good, id: 7 },
    { ...good, text: 1 },
    { ...good, extra: "" },
    { ...good, text: "x".repeat(200_000) },
    good,
  ]) {
    port2.postMessage(forged);
  }
  const answer = await asked;
  assert.deepEqual(answer, good);
  interpreter.kill();
  port2.close();
});

test("a column is counted in characters, as Python does", () => {
  const doc = Text.of(["x = 1", "'🐍🐍'.", ""]);
  const { line, column } = questionAt("complete", doc, 13, { files, shown: "main.py" });
  assert.deepEqual([line, column], [2, 5]);
});

function namesAt(text: string, others: Record<string, string> = {}): string[] {
  const first = EditorState.create({ doc: text, extensions: python() });
  // A busy machine may not have parsed it yet; a state sees only what was parsed before it.
  ensureSyntaxTree(first, text.length, 60_000);
  const { state } = first.update({});
  const context = new CompletionContext(state, text.length, false);
  return ownNames(context, others)?.options.map(({ label }) => label) ?? [];
}

test("own names are there without any interpreter", () => {
  const text = "import asyncio\n\nasync def fetch(url):\n    reply = 1\n    re";
  const names = namesAt(text, {
    "helpers.py": "def rescue():\n    inner = 1\n",
    "data.txt": "x = 1",
  });
  for (const name of ["fetch", "url", "reply", "asyncio", "rescue", "helpers", "return", "repr"]) {
    assert.ok(names.includes(name), name);
  }
  assert.ok(!names.includes("inner"));
  assert.ok(!names.includes("x"));
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(namesAt("asyncio.sl"), []);
  assert.deepEqual(namesAt("'re"), []);
  assert.deepEqual(namesAt("# re"), []);
});

test("the names at the top of a file", () => {
  const text =
    "x = 1\nasync def go(): pass\n@once\ndef stop(): pass\nclass A:\n    def inner(self): pass\n";
  assert.deepEqual(
    topNames(text).map(({ label }) => label),
    ["x", "go", "stop", "A"],
  );
});

test("formatting changes lines that differ, and only those", () => {
  const old = "import os\n\nx=1\ny = 2\nz=3";
  const text = "import os\n\nx = 1\ny = 2\nz = 3\n";
  const changes = changesTo(old, text);
  const state = EditorState.create({ doc: old });
  assert.equal(state.update({ changes }).state.doc.toString(), text);
  assert.ok(changes.every(({ from }) => from >= old.indexOf("x=1")));
  assert.deepEqual(changesTo(text, text), []);
});

test("an interpreter that floods the page is ended", async () => {
  const { port1, port2 } = new MessageChannel();
  const ended = Promise.withResolvers<void>();
  const interpreter = new LanguageInterpreter(port1, ended.resolve);
  const asked = interpreter.ask(question("hover"));
  for (let sent = 0; sent < 1_100; sent += 1) {
    port2.postMessage({ type: "questionFailed", id: 77 });
  }
  await ended.promise;
  assert.equal(await asked, null);
  port2.close();
});
