/** The linter's worker may crash: nobody waits for ever, and it is started once more. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { check, format } from "../../web/src/linter/checking.ts";
import { MAX_TEXT, type ToLinter } from "../../web/src/linter/messages.ts";
import { LinterService } from "../../web/src/linter/service.ts";

/** A worker that opens, answers as it is told to, and crashes over "deep". */
class FakeWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  terminated = false;

  postMessage(message: ToLinter): void {
    queueMicrotask(() => {
      if (message.type === "open") {
        this.onmessage?.({ data: { type: "opened" } });
      } else if (message.text === "deep") {
        this.onerror?.({ message: "too much recursion" });
      } else if (message.text === "odd") {
        this.onmessage?.({ data: { type: "checked", id: message.id, findings: "?" } });
      } else if (message.text !== "slow") {
        this.onmessage?.({ data: { type: "checked", id: message.id, findings: [] } });
      }
    });
  }

  terminate(): void {
    this.terminated = true;
  }
}

function setUp() {
  const workers: FakeWorker[] = [];
  const failures: string[] = [];
  const service = new LinterService(
    async () => new ArrayBuffer(1),
    () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker as unknown as Worker;
    },
    (reason) => failures.push(reason),
  );
  return { service, workers, failures };
}

test("after a crash all who wait get no answer, and the next question starts it again", async () => {
  const { service, workers, failures } = setUp();
  assert.deepEqual(await service.check("fine"), []);
  const waiting = [service.check("slow"), service.check("deep")];
  assert.deepEqual(await Promise.all(waiting), [null, null]);
  assert.equal(workers[0]?.terminated, true);
  assert.deepEqual(await service.check("fine"), []);
  assert.equal(workers.length, 2);
  assert.deepEqual(failures, []);
});

test("crashed twice, it has failed until a retry", async () => {
  const { service, workers, failures } = setUp();
  const crashed = "It has crashed over this program: something in it may be nested too deeply.";
  assert.deepEqual(await service.format("deep"), { kind: "refused", reason: crashed });
  await service.check("deep");
  assert.deepEqual(failures, [crashed]);
  assert.equal(await service.check("fine"), null);
  service.retry();
  assert.deepEqual(await service.check("fine"), []);
  assert.equal(workers.length, 3);
});

test("an answer that is none is no reason to wait", async () => {
  const { service } = setUp();
  assert.equal(await service.check("odd"), null);
});

test("ruff may refuse a text, and what has lost it goes on to the worker's end", () => {
  const failing = (error: Error) => ({
    check: () => {
      throw error;
    },
    format: () => {
      throw error;
    },
  });
  const refusing = failing(new Error("expected an indented block"));
  assert.deepEqual(check(refusing, ""), []);
  assert.deepEqual(format(refusing, ""), { kind: "refused", reason: "expected an indented block" });
  for (const error of [new RangeError(), new WebAssembly.RuntimeError("unreachable")]) {
    assert.throws(() => check(failing(error), ""), error);
    assert.throws(() => format(failing(error), ""), error);
  }
});

test("a file that is too long to be answered is refused in words", () => {
  const ruff = { check: () => [], format: () => "x".repeat(MAX_TEXT + 1) };
  assert.deepEqual(format(ruff, ""), {
    kind: "refused",
    reason: "the file is too long: more than 1,000,000 characters.",
  });
});
