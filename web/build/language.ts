/** Puts jedi into the site, for readers whose editor asks for it: `virtual:language`. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fingerprint } from "./hash.ts";
import { startPacker } from "./packer.ts";
import { cacheFolder, engineDirectory, root } from "./folders.ts";
import { type Packed, packOnDemand } from "./on-demand.ts";
import { wheels } from "./wheels.ts";

const packer = join(root, "py/pack_language.py");

/** With the licences of what is in it. */
export async function packLanguage(): Promise<Packed & { readonly licences: string }> {
  const path = await languageArchive();
  const packed = packOnDemand("language.zip", readFileSync(path));
  return { ...packed, licences: readFileSync(licencesOf(path), "utf8") };
}

/** The path of the archive, built if none of the same inputs is there yet. */
export async function languageArchive(): Promise<string> {
  const paths = wheels("py/wheels.txt");
  const inputs = [packer, join(engineDirectory, "package.json"), ...paths];
  const made = fingerprint(inputs.map((path) => [basename(path), readFileSync(path)]));
  const archive = join(cacheFolder, `language-${made}.zip`);
  if (!existsSync(archive)) {
    mkdirSync(cacheFolder, { recursive: true });
    const { zip, licences } = await build(paths);
    writeFileSync(licencesOf(archive), licences);
    writeFileSync(archive, zip);
  }
  return archive;
}

function licencesOf(archive: string): string {
  return archive.replace(/zip$/, "licences.txt");
}

type Built = { readonly zip: Uint8Array; readonly licences: string };

async function build(paths: readonly string[]): Promise<Built> {
  const { pyodide, module, path } = await startPacker(packer);
  const { FS } = pyodide;
  const inside = paths.map((wheel) => {
    FS.writeFile(`/${basename(wheel)}`, readFileSync(wheel));
    return path(`/${basename(wheel)}`);
  });
  const licences = module.pack(pyodide.toPy(inside), path("/language.zip"));
  return { zip: FS.readFile("/language.zip"), licences };
}
