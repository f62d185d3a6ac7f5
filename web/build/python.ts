/** Builds the archive of the standard library and our Python with byte code, inside Pyodide. */

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, engineDirectory, root } from "./folders.ts";
import { fingerprint } from "./hash.ts";
import { startPacker } from "./packer.ts";

const packer = join(root, "py/pack.py");
const sourceDirectory = join(root, "py/asyncarium");
const stdlib = join(engineDirectory, "python_stdlib.zip");

/** Paths of the archive, as Python reads it and as it is shipped. */
export type PythonArchive = { readonly zip: string; readonly xz: string };

/** Builds it, if there is none of the same inputs yet. */
export async function pythonArchive(): Promise<PythonArchive> {
  const sources = readdirSync(sourceDirectory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".py"))
    .sort();
  const inputs = [stdlib, packer, ...sources.map((name) => join(sourceDirectory, name))];
  const made = fingerprint(inputs.map((path) => [path.slice(root.length), readFileSync(path)]));
  const stem = join(cacheFolder, `python-${made}`);
  const archive = { zip: `${stem}.zip`, xz: `${stem}.xz` };
  if (!existsSync(archive.zip) || !existsSync(archive.xz)) {
    mkdirSync(cacheFolder, { recursive: true });
    const { zip, xz } = await build(sources);
    writeFileSync(archive.zip, zip);
    writeFileSync(archive.xz, xz);
  }
  return archive;
}

type Content<T> = { readonly [Name in keyof T]: Uint8Array };

async function build(sources: readonly string[]): Promise<Content<PythonArchive>> {
  const { pyodide, module, path } = await startPacker(packer);
  const { FS } = pyodide;
  FS.writeFile("/stdlib.zip", readFileSync(stdlib));
  for (const name of sources) {
    FS.mkdirTree(dirname(`/source/asyncarium/${name}`));
    FS.writeFile(`/source/asyncarium/${name}`, readFileSync(join(sourceDirectory, name)));
  }
  module.pack(path("/stdlib.zip"), path("/source/asyncarium"), path("/python.zip"));
  module.compress(path("/python.zip"), path("/python.xz"));
  return { zip: FS.readFile("/python.zip"), xz: FS.readFile("/python.xz") };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await pythonArchive()).zip);
}
