/**
 * What programs can import beyond the standard library: `virtual:on-demand/wheelhouse` lists it.
 *
 * For the page, each wheel of py/wheelhouse.txt and each of our own packages is a bundle with byte
 * code in it, fetched when a program needs it. The wheels themselves stand beside it as an index
 * that pip can read, `simple/`; the page has no use for that.
 */

import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Plugin } from "vite";
import type { WheelhousePackage } from "../src/packages/wheelhouse.ts";
import { asyncpgFiles } from "./asyncpg.ts";
import { fingerprint, sha256 } from "./hash.ts";
import { type Packed, packOnDemand } from "./on-demand.ts";
import { cacheFolder, engineDirectory, root } from "./folders.ts";
import { startPacker } from "./packer.ts";
import { wheels } from "./wheels.ts";

const LIST = "py/wheelhouse.txt";
const packer = join(root, "py/pack_packages.py");
const ownFolder = join(root, "py/packages");

/** As py/pack_packages.py describes one. */
type Described = Omit<WheelhousePackage, "path" | "bytes" | "sha256"> & {
  readonly licence: string;
};

export type Wheelhouse = {
  /** To be fetched by the page: each package, and the list of them. */
  readonly files: readonly Packed[];
  /** To be found by pip: path in the site to content. */
  readonly simple: ReadonlyMap<string, string | Buffer>;
  readonly licences: string;
};

/** @throws Error when a wheel can't be had, is another than the list says, or lacks what it needs. */
export async function packWheelhouse(): Promise<Wheelhouse> {
  const { folder, described } = await wheelhouseFolder();
  const packed = described.map(({ licence: _licence, ...one }) => {
    const file = `${one.name}-${one.version}.bundle`;
    const bundle = packOnDemand(file, readFileSync(join(folder, `${one.name}.bundle`)));
    const { url: path, bytes, sha256 } = bundle;
    return { bundle, listed: { ...one, path, bytes, sha256 } };
  });
  return {
    files: [
      packOnDemand(
        "wheelhouse.json",
        Buffer.from(JSON.stringify(packed.map(({ listed }) => listed))),
      ),
      ...packed.map(({ bundle }) => bundle),
    ],
    simple: simpleIndex(described, folder),
    licences: described.map(({ licence }) => licence).join(`\n\n${"-".repeat(72)}\n\n`),
  };
}

/** Where bundles and metadata lie, by the names of the packages; made if nothing of the same inputs is there. */
export async function wheelhouseFolder(): Promise<{
  readonly folder: string;
  readonly described: readonly Described[];
}> {
  const paths = wheels(LIST);
  const own = ownFiles();
  const read = [packer, join(engineDirectory, "package.json"), ...paths];
  const inputs = read.map((path) => [path.replace(root, ""), readFileSync(path)] as const);
  const folder = join(cacheFolder, `packages-${fingerprint([...inputs, ...own])}`);
  if (!existsSync(folder)) {
    await build(paths, own, folder);
  }
  const described = JSON.parse(readFileSync(join(folder, "packages.json"), "utf8"));
  return { folder, described };
}

/** By their paths: the package's folder, and where they are in site-packages. */
function ownFiles(): ReadonlyMap<string, Uint8Array> {
  const entries = readdirSync(ownFolder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("__pycache__"))
    .map((entry) => join(entry.parentPath, entry.name).slice(ownFolder.length + 1))
    .sort();
  const files = new Map<string, Uint8Array>(
    names.map((name) => [name, readFileSync(join(ownFolder, name))]),
  );
  for (const [name, content] of asyncpgFiles()) {
    files.set(`asyncpg/${name}`, content);
  }
  return files;
}

async function build(
  paths: readonly string[],
  own: ReadonlyMap<string, Uint8Array>,
  folder: string,
): Promise<void> {
  const { pyodide, module, path } = await startPacker(packer);
  const { FS } = pyodide;
  for (const directory of ["/wheels", "/own", "/packed"]) {
    FS.mkdirTree(directory);
  }
  for (const [name, content] of own) {
    FS.mkdirTree(dirname(`/own/${name}`));
    FS.writeFile(`/own/${name}`, content);
  }
  const inside = paths.map((wheel) => {
    FS.writeFile(`/wheels/${basename(wheel)}`, readFileSync(wheel));
    return path(`/wheels/${basename(wheel)}`);
  });
  const arguments_ = [pyodide.toPy(inside), path("/own"), path("/packed")];
  const described = module.pack(...arguments_);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  for (const name of (FS.readdir("/packed") as string[]).filter((one) => !/^\.+$/.test(one))) {
    writeFileSync(join(unfinished, name), FS.readFile(`/packed/${name}`));
  }
  writeFileSync(join(unfinished, "packages.json"), described);
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) {
      throw error;
    }
  }
}

/** https://packaging.python.org/specifications/simple-repository-api */
function simpleIndex(
  described: readonly Described[],
  folder: string,
): ReadonlyMap<string, string | Buffer> {
  const files = new Map<string, string | Buffer>();
  const projects: string[] = [];
  for (const wheel of wheels(LIST)) {
    const file = basename(wheel);
    const name = (file.split("-")[0] ?? "").toLowerCase().replaceAll(/[-_.]+/g, "-");
    const content = readFileSync(wheel);
    const metadata = readFileSync(join(folder, `${name}.metadata`));
    const link = `<a href="./${file}#sha256=${sha256(content)}" data-core-metadata="sha256=${sha256(metadata)}">${file}</a>`;
    files.set(`simple/${name}/${file}`, content);
    files.set(`simple/${name}/${file}.metadata`, metadata);
    files.set(`simple/${name}/index.html`, simplePage(name, [link]));
    projects.push(`<a href="./${name}/">${name}</a>`);
  }
  if (projects.length > described.length) {
    throw new Error(`${LIST} names a package twice`);
  }
  return files.set("simple/index.html", simplePage("Packages", projects));
}

function simplePage(title: string, links: readonly string[]): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta name="pypi:repository-version" content="1.0"><title>${title}</title></head><body>`,
    ...links.map((link) => `${link}<br>`),
    "</body></html>\n",
  ].join("\n");
}

/** Puts the index for pip into the site. */
export function simpleIndexPlugin({ simple }: Wheelhouse): Plugin {
  return {
    name: "asyncarium:simple-index",
    generateBundle() {
      for (const [fileName, source] of simple) {
        this.emitFile({ type: "asset", fileName, source });
      }
    },
  };
}
