/** Puts ruff into the site, for readers who write. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";
import { type Packed, packOnDemand } from "./on-demand.ts";

const require = createRequire(import.meta.url);

export function packLinter(): Packed {
  const wasm = require.resolve("@astral-sh/ruff-wasm-web/ruff_wasm_bg.wasm");
  return packOnDemand("ruff.wasm", readFileSync(wasm));
}

/** The page gives ruff its bytes; without this, the build would ship them a second time. */
export function withoutOwnWasm(): Plugin {
  return {
    name: "asyncarium:without-own-wasm",
    enforce: "pre",
    transform: (code, id) =>
      id.endsWith("/ruff_wasm.js")
        ? code.replace("new URL('ruff_wasm_bg.wasm', import.meta.url)", "undefined")
        : null,
  };
}
