/** The programs that pack Python (py/pack*.py), in a Pyodide: byte code is made by whom it is for. */

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { type PyodideAPI, loadPyodide } from "pyodide";
import type { PyProxy } from "pyodide/ffi";
import { engineDirectory } from "./folders.ts";

/** One that can be called. */
export type Packer = {
  readonly pyodide: PyodideAPI;
  /** What is in it; not every one compresses. */
  readonly module: Readonly<Record<"pack" | "compress", (...args: unknown[]) => string>>;
  /** A path of Pyodide's own file system, as Python knows it. */
  readonly path: (name: string) => PyProxy;
};

/** @param program its path on this machine. */
export async function startPacker(program: string): Promise<Packer> {
  const pyodide = await loadPyodide({ indexURL: engineDirectory });
  pyodide.FS.mkdirTree("/build");
  pyodide.FS.writeFile(`/build/${basename(program)}`, readFileSync(program));
  pyodide.pyimport("sys").path.append("/build");
  const module = pyodide.pyimport(basename(program, ".py"));
  return { pyodide, module, path: pyodide.pyimport("pathlib").Path };
}
