/** Builds python.zip, the standard library and our Python with byte code, inside Pyodide. */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const engineDirectory = dirname(
  createRequire(import.meta.url).resolve("pyodide/package.json"),
);

const packer = join(root, "py/pack.py");
const sourceDirectory = join(root, "py/asyncarium");
const stdlib = join(engineDirectory, "python_stdlib.zip");

/** The path of python.zip, built if no archive of the same inputs is there yet. */
export async function pythonArchive(): Promise<string> {
  const sources = readdirSync(sourceDirectory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".py"))
    .sort();
  const hash = createHash("sha256");
  for (const path of [stdlib, packer, ...sources.map((name) => join(sourceDirectory, name))]) {
    hash.update(path.slice(root.length)).update("\0").update(readFileSync(path)).update("\0");
  }
  const cache = join(root, "node_modules/.cache/asyncarium");
  const archive = join(cache, `python-${hash.digest("hex").slice(0, 16)}.zip`);
  if (!existsSync(archive)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(archive, await build(sources));
  }
  return archive;
}

async function build(sources: readonly string[]): Promise<Uint8Array> {
  const pyodide = await loadPyodide({ indexURL: engineDirectory });
  const { FS } = pyodide;
  FS.writeFile("/stdlib.zip", readFileSync(stdlib));
  for (const name of sources) {
    FS.mkdirTree(dirname(`/source/asyncarium/${name}`));
    FS.writeFile(`/source/asyncarium/${name}`, readFileSync(join(sourceDirectory, name)));
  }
  FS.mkdirTree("/build");
  FS.writeFile("/build/pack.py", readFileSync(packer));
  pyodide.pyimport("sys").path.append("/build");
  const path = pyodide.pyimport("pathlib").Path;
  pyodide
    .pyimport("pack")
    .pack(path("/stdlib.zip"), path("/source/asyncarium"), path("/python.zip"));
  return FS.readFile("/python.zip");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await pythonArchive());
}
