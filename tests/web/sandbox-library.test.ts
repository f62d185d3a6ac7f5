/** The library in the file system of a restored interpreter. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { showLibrary } from "../../web/src/sandbox/library.ts";

const BLOB = new Blob(["archive"]);

function setUp(context: TestContext) {
  const asked: Blob[] = [];
  class FileReaderSync {
    readAsArrayBuffer(blob: Blob): ArrayBuffer {
      asked.push(blob);
      return new TextEncoder().encode("archive").buffer;
    }
  }
  Object.assign(globalThis, { FileReaderSync });
  context.after(() => Reflect.deleteProperty(globalThis, "FileReaderSync"));
  const node = { contents: new Uint8Array(), usedBytes: 0 };
  const FS = { lookupPath: (path: string) => ({ path, node }) };
  showLibrary({ FS } as unknown as Parameters<typeof showLibrary>[0], BLOB);
  return { asked, node };
}

test("it is read when Python reads it, and once", (context) => {
  const { asked, node } = setUp(context);
  assert.equal(node.usedBytes, 7);
  assert.deepEqual(asked, []);
  assert.equal(new TextDecoder().decode(node.contents), "archive");
  assert.equal(node.contents.length, 7);
  assert.deepEqual(asked, [BLOB]);
});

test("a program that writes there has what it has written", (context) => {
  const { asked, node } = setUp(context);
  node.contents = new Uint8Array([1]);
  assert.deepEqual([...node.contents], [1]);
  assert.deepEqual(asked, []);
});
