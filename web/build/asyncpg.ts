/**
 * asyncpg as programs import it: its own Python modules, unmodified, with ours in the place of
 * those that are compiled.
 */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { root } from "./folders.ts";
import { wheels } from "./wheels.ts";

const folder = join(root, "py/packages/asyncpg");

/** Tools of its developers, and what would say that its files are something else. */
const LEFT_OUT = /^asyncpg\/(_testbase\/|cluster\.py|protocol\/)|\/(RECORD|WHEEL|top_level\.txt|)$/;

/** Its Python is the same in each of its wheels, whatever machine this is. */
const ONE_OF_MANY = ["--platform=manylinux_2_28_x86_64", "--python-version=3.11"];

/** Path to content, as in site-packages. */
export function asyncpgFiles(): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const [path, content] of wheels("py/asyncpg.txt", ONE_OF_MANY).flatMap(contents)) {
    if ((path.endsWith(".py") || path.includes(".dist-info/")) && !LEFT_OUT.test(path)) {
      files.set(path, content);
    }
  }
  const own = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const path of own.filter((path) => path.endsWith(".py"))) {
    files.set(path, readFileSync(join(folder, path)));
  }
  return files;
}

function contents(wheel: string): [string, Uint8Array][] {
  return Object.entries(unzipSync(readFileSync(wheel)));
}
