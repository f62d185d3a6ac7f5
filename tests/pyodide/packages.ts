/** What programs import beyond the standard library, as the page supplies it, from the build's folder. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { wheelhouseFolder } from "../../web/build/packages.ts";
import { mayNeedPackages } from "../../web/src/packages/imports.ts";
import { preparationOf } from "../../web/src/packages/preparation.ts";
import { Wheelhouse } from "../../web/src/packages/wheelhouse.ts";
import type { Fetched } from "../../web/src/protocol.ts";
import type { Program, Supply } from "../../web/src/runtime/interpreter.ts";

/** Stands for PyPI: address to content, as base64. */
export type Pypi = Readonly<Record<string, string>>;

const WHEELHOUSE_ADDRESS = "https://wheelhouse.invalid/";

const { folder, described } = await wheelhouseFolder();
const unfetched = { path: "", bytes: 0, sha256: "" };
const wheelhouse = new Wheelhouse(described.map((one) => ({ ...one, ...unfetched })));

/** @param pypi null where the reader does not want it. */
export function supplyOf(
  program: Pick<Program, "files" | "clock">,
  pypi: Pypi | null,
): { readonly supply?: Supply } {
  const { files } = program;
  if (!mayNeedPackages(files)) {
    return {};
  }
  const others = pypi === null ? [] : ["asyncarium-installer"];
  const wanted = wheelhouse.wantedBy(files, others);
  const names = wanted.map(({ name }) => name);
  const packages = names.map(bundle);
  const supply: Supply = {
    packages,
    wheelhouse: names.includes("asyncarium-installer") ? wheelhouse.toJson(pypi !== null) : null,
    preparation: preparationOf(program, wheelhouse, wanted, packages),
    fetch: async (url) => answer(url, pypi),
  };
  return { supply };
}

function answer(url: string, pypi: Pypi | null): Fetched {
  const name = url.slice(WHEELHOUSE_ADDRESS.length);
  if (url.startsWith(WHEELHOUSE_ADDRESS) && wheelhouse.find(name) !== undefined) {
    return { content: bundle(name), failure: null };
  }
  const found = pypi?.[url];
  const project = /\/simple\/([^/]+)\/$/.exec(url)?.[1];
  return found === undefined
    ? { content: null, failure: `PyPI has no ${project ? `package ${project}` : "such file"}` }
    : { content: toBuffer(Buffer.from(found, "base64")), failure: null };
}

function bundle(name: string): ArrayBuffer {
  return toBuffer(gunzipSync(readFileSync(join(folder, `${name}.bundle`))));
}

function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
