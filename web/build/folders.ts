/** Where the build finds things, and where it keeps what it has made. */

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const engineDirectory = dirname(
  createRequire(import.meta.url).resolve("pyodide/package.json"),
);

/** What takes long to make, and can be made again. */
export const cacheFolder = join(root, "node_modules/.cache/asyncarium");
