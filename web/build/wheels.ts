/** The wheels that a list names by hash, exactly those: downloaded once, kept in node_modules/.cache. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, root } from "./folders.ts";
import { sha256 } from "./hash.ts";

/** Whatever the Python of this machine is. */
const ANYWHERE: readonly string[] = ["--platform=any", "--python-version=3.14"];

/**
 * The paths of the wheels, in the order of the list.
 * @param list such as `py/wheels.txt`: a requirement a line, as pip reads it.
 * @param target for which Python: for any platform, and for the Python of the page, if not given.
 * @throws Error when one has no hash, can't be had, or is another than the list says.
 */
export function wheels(list: string, target = ANYWHERE): readonly string[] {
  const folder = join(cacheFolder, "wheels");
  const wanted = wantedWheels(readFileSync(join(root, list), "utf8"), list);
  let found = byHash(folder);
  if (!wanted.every(({ sha256 }) => found.has(sha256))) {
    download(list, target, folder);
    found = byHash(folder);
  }
  return wanted.map(({ name, sha256 }) => {
    const path = found.get(sha256);
    if (path === undefined) {
      throw new Error(`pip has not brought the wheel of ${name} that ${list} names`);
    }
    return path;
  });
}

/** What a list names. @throws Error where a line is not `name==version --hash=sha256:...`. */
export function wantedWheels(
  text: string,
  list: string,
): readonly { readonly name: string; readonly sha256: string }[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const [, name, sha256] = /^(\S+)==\S+ --hash=sha256:([0-9a-f]{64})$/.exec(line.trim()) ?? [];
    if (name === undefined || sha256 === undefined) {
      throw new Error(`${list}: "${line}" must be name==version --hash=sha256:...`);
    }
    return { name, sha256 };
  });
}

function byHash(folder: string): ReadonlyMap<string, string> {
  const paths = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  return new Map(paths.map((path) => [sha256(readFileSync(path)), path]));
}

function download(list: string, target: readonly string[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  const options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"];
  const source = ["--only-binary=:all:", "--dest", folder, "-r", join(root, list)];
  run(pythonWithPip(), ["-m", "pip", "download", ...options, ...target, ...source]);
}

/** Debian's own Python has no pip: a virtual environment has. */
function pythonWithPip(): string {
  const own = join(root, ".venv/bin/python");
  if (existsSync(own)) {
    return own;
  }
  const folder = join(cacheFolder, "venv");
  if (!existsSync(folder)) {
    run(process.env["PYTHON"] ?? "python3", ["-m", "venv", folder]);
  }
  return join(folder, "bin/python");
}

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(" ")} has failed: ${error?.message ?? status}`);
  }
}
