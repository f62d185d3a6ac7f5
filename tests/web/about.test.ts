/** About this visit: each status in words, the table of what is stored, the text for a bug report. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gatherFacts } from "../../web/src/about/facts.ts";
import { formatBytes, formatFiles, formatMilliseconds } from "../../web/src/about/format.ts";
import {
  describeCheck,
  describeFailure,
  describeKeeping,
  describeRestoring,
} from "../../web/src/about/outcome.ts";
import { NOTHING_TOLD, type Readings, readStorage } from "../../web/src/about/readings.ts";
import { storedRows } from "../../web/src/about/stored.ts";
import { reportText } from "../../web/src/about/text.ts";
import {
  describeJspi,
  describeOnDemand,
  describeRoom,
  describeSnapshot,
  describeStart,
  describeWithoutNetwork,
} from "../../web/src/about/words.ts";
import type { EngineStatus } from "../../web/src/runtime/pool.ts";

const onDemand = { files: 3, bytes: 4_200_000, kept: 1 };
const boot = { milliseconds: 210, restored: true, restoreFailure: null };
const ready: EngineStatus = { kind: "ready", jspi: true, compileMilliseconds: 90, boot };
const fellBack: EngineStatus = {
  ...ready,
  boot: { milliseconds: 950, restored: false, restoreFailure: "Error: too short" },
};
const readings: Readings = {
  site: { build: "b1", pyodide: "1.2", python: "3.14.2", address: "https://example.org/site/" },
  engine: ready,
  snapshot: { kind: "kept", bytes: 13_200_000 },
  marks: {
    "engine fetched": 350,
    "engine compiled": 400,
    "python ready": 900,
    "first output": null,
  },
  offline: { kind: "ready", files: 19, bytes: 16_000_000, onDemand },
  storage: NOTHING_TOLD,
  browser: {
    userAgent: "Some browser",
    jspi: true,
    jspiWanted: true,
    secure: true,
    serviceWorkers: true,
    cacheStorage: false,
    cores: null,
    memoryGigabytes: null,
    language: "de",
    timeZone: null,
  },
};

test("sizes and moments", () => {
  assert.deepEqual(
    [0, 1, 1_001, 99_999, 100_000, 16_049_000, 1_000_000_000, 10_767_000_000].map(formatBytes),
    ["0 kB", "1 kB", "2 kB", "100 kB", "0.1 MB", "16.0 MB", "1,000 MB", "10,767 MB"],
  );
  assert.deepEqual([0, 1, 2].map(formatFiles), ["0 files", "1 file", "2 files"]);
  assert.equal(formatMilliseconds(1_234.5), "1.23 s");
});

test("how Python started", () => {
  assert.equal(describeStart(ready), "from the snapshot, in 0.21 s; compiling took 0.09 s");
  assert.equal(
    describeStart({ ...ready, boot: { ...boot, restored: false } }),
    "cold, in 0.21 s; compiling took 0.09 s",
  );
  assert.equal(
    describeStart(fellBack),
    "cold, in 0.95 s, because it did not start from the snapshot: Error: too short",
  );
  assert.equal(describeStart({ kind: "failed", reason: "gone." }), "failed: gone.");
});

test("the snapshot is told as it is now", () => {
  const bytes = 13_200_000;
  const app = { kind: "app", build: "b1", files: 20, bytes: 1 };
  const stored = { kind: "snapshot", build: "b1", files: 1, bytes };
  const say = describeSnapshot;
  assert.equal(say({ kind: "kept", bytes }, ready, null), "stored, 13.2 MB");
  assert.equal(say({ kind: "kept", bytes }, ready, [app, stored]), "stored, 13.2 MB");
  const removed = "removed; a later visit makes another";
  assert.equal(say({ kind: "kept", bytes }, ready, [app]), removed);
  assert.equal(say({ kind: "kept", bytes }, ready, [{ ...stored, files: 0 }]), removed);
  assert.equal(
    say({ kind: "failed", reason: "Error: too short" }, fellBack, []),
    "thrown away, because Python did not start from it; the next visit makes another",
  );
  assert.equal(
    say({ kind: "failed", reason: "no memory" }, ready, []),
    "could not be made: no memory; the next visit tries again",
  );
  assert.equal(
    say({ kind: "unkept", bytes, reason: "no room" }, ready, []),
    "made for this visit alone: no room",
  );
});

test("ready is said of what is ready alone", () => {
  assert.equal(
    describeWithoutNetwork(readings.offline),
    "ready: 19 files, 16.0 MB, each checked in this visit",
  );
  for (const kind of ["waiting", "installing"] as const) {
    assert.match(describeWithoutNetwork({ kind }), /^not yet: /);
  }
  assert.equal(describeWithoutNetwork({ kind: "failed", reason: "gone." }), "not ready: gone.");
  assert.match(describeWithoutNetwork({ kind: "removed" }), /^not kept/);
  assert.equal(describeOnDemand(readings.offline), "1 of 3 files kept (4.2 MB in all)");
  assert.match(describeOnDemand({ kind: "installing" }), /^known when/);
});

test("JSPI: had, wanted, used", () => {
  const browser = { jspi: true, jspiWanted: true };
  assert.equal(describeJspi(browser, ready), "yes, in use");
  assert.equal(describeJspi(browser, { kind: "starting" }), "yes");
  assert.match(describeJspi({ ...browser, jspiWanted: false }, ready), /switched off by \?jspi/);
  assert.match(describeJspi({ jspi: false, jspiWanted: true }, ready), /^no: /);
  assert.match(describeJspi(browser, { ...ready, jspi: false }), /sandbox does not have it$/);
});

test("what can't be had says so", async () => {
  const browser = gatherFacts(readings)["This browser"];
  const told = Object.fromEntries(browser.map(({ name, value }) => [name, value]));
  for (const name of ["Processor cores", "Memory", "Time zone"]) {
    assert.equal(told[name], "not told by this browser", name);
  }
  assert.equal(describeRoom({ ...NOTHING_TOLD, usage: 1 }), "not told by this browser");
  // Node has no navigator.storage.
  assert.deepEqual(await readStorage(Promise.reject(new Error("denied"))), NOTHING_TOLD);
});

test("what is stored, by kind", () => {
  const rows = storedRows(
    [
      { kind: "app", build: "b1", files: 20, bytes: 16 },
      { kind: "kept", build: "any", files: 2, bytes: 5 },
      { kind: "app", build: "b0", files: 18, bytes: 15 },
      { kind: "snapshot", build: "b0", files: 1, bytes: 13 },
      { kind: "library", build: "b1", files: 1, bytes: 14 },
    ],
    "b1",
  );
  assert.deepEqual(
    rows.map(({ name, files, bytes }) => [name, files, bytes]),
    [
      ["The site’s files and their list", 20, 16],
      ["Python’s snapshot", 0, 0],
      ["Python’s library, unpacked", 1, 14],
      ["Files fetched when needed", 2, 5],
      ["Other versions of the site", 19, 28],
      ["Together", 42, 63],
    ],
  );
  assert.deepEqual(
    storedRows([], "b1").map(({ files }) => files),
    [0, 0, 0, 0, 0],
  );
});

test("what came of it", () => {
  const good = { build: "b1", files: 19, bytes: 16_000_000, verified: 19, damaged: [], onDemand };
  assert.equal(describeCheck(good), "All 19 files are there, byte for byte (16.0 MB).");
  assert.equal(
    describeCheck({ ...good, verified: 18, damaged: ["a.js is gone."] }),
    "18 of 19 files are there, byte for byte. a.js is gone.",
  );
  assert.equal(
    describeKeeping({ ...good, onDemand: { ...onDemand, kept: 3 } }),
    "Everything is kept: 3 files more, 4.2 MB.",
  );
  assert.equal(
    describeKeeping({ ...good, damaged: ["b.whl is gone."] }),
    "1 of 3 files are kept. b.whl is gone.",
  );
  assert.equal(
    describeRestoring({ kind: "failed", reason: "No room." }),
    "The site could not be stored: No room.",
  );
  assert.equal(describeFailure(new Error("No.")), "That did not work: No.");
});

test("the report has every fact, one a line", () => {
  const failed: EngineStatus = { kind: "failed", reason: "first\n  second" };
  const facts = gatherFacts({ ...readings, engine: failed });
  const text = reportText(facts, [{ name: "Together", files: 1, bytes: 16_000_000 }]);
  const lines = text.split("\n");
  assert.ok(lines.includes("  Python’s start: failed: first | second"));
  assert.ok(lines.includes("  Python ready: after 0.90 s"));
  assert.ok(lines.includes("  First output: not yet"));
  assert.ok(lines.includes("  Together: 1 file, 16.0 MB"));
  const count = Object.values(facts).flat().length;
  assert.equal(lines.filter((line) => line.startsWith("  ")).length, count + 1);
  assert.match(reportText(facts, null), /\nStored\n {2}not told by this browser\n$/);
});
