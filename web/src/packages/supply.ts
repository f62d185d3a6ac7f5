/** Gets a program what it imports beyond the standard library. Loaded when one may need that. */

import list from "virtual:on-demand/wheelhouse";
import type { Files } from "../document/document.ts";
import { hasJspi } from "../lib/jspi.ts";
import { messageOf } from "../lib/message-of.ts";
import type { ClockMode, Fetched } from "../protocol.ts";
import { NO_SUPPLY, type Supply } from "../runtime/interpreter.ts";
import { fetchOnDemand } from "../runtime/on-demand.ts";
import { POSTGRES_BYTES, loadPostgres, postgresIsHere } from "../runtime/postgres.ts";
import { isHere, loadBundle } from "./bundles.ts";
import { preparationOf } from "./preparation.ts";
import { Pypi } from "./pypi.ts";
import { describeStandIns } from "./stand-ins.ts";
import { Wheelhouse, type WheelhousePackage } from "./wheelhouse.ts";
import { NO_GREENLETS, describeFetching, describeMissing, describeProblem } from "./words.ts";
import { POSTGRES, importedModules, mayBeOnPypi, usesGreenlets } from "./imports.ts";

/** Of this site; fetched when it is first wanted. */
let opening: Promise<Wheelhouse> | null = null;

/** What runs in the sandbox to install packages, as the installer asks for it: see its index.py. */
const WHEELHOUSE_ADDRESS = "https://wheelhouse.invalid/";

export type Wish = {
  readonly files: Files;
  readonly clock: ClockMode;
  /** Whether PyPI may be asked for what this site has not. */
  readonly pypi: boolean;
  /** Hears what is being fetched, in words. */
  readonly onFetching: (text: string) => void;
  /** Names of packages that it gets besides. */
  readonly others?: readonly string[];
};

/** With what could not be had, in words. The program may do without: it is run all the same. */
export type Supplied = {
  readonly supply: Supply;
  readonly problems: readonly string[];
  /** What else the reader should know. */
  readonly remarks: readonly string[];
};

export async function supply(wish: Wish): Promise<Supplied> {
  try {
    return await supplyFrom(await openWheelhouse(), wish);
  } catch (error) {
    const problem = describeProblem("The list of packages", messageOf(error), navigator.onLine);
    return { supply: NO_SUPPLY, problems: [problem], remarks: [] };
  }
}

async function supplyFrom(
  wheelhouse: Wheelhouse,
  { files, clock, pypi, onFetching, others = [] }: Wish,
): Promise<Supplied> {
  const installer =
    pypi && mayBeOnPypi(files, (module) => wheelhouse.ofModule(module) !== undefined);
  const wanted = wheelhouse.wantedBy(files, [
    ...others,
    ...(installer ? ["asyncarium-installer"] : []),
  ]);
  const missing = wanted.filter((one) => !isHere(one));
  if (missing.length > 0) {
    const bytes = missing.reduce((sum, one) => sum + one.bytes, 0);
    onFetching(describeFetching(mostWanted(missing, wheelhouse.importedBy(files)), bytes));
  }
  const fetchingPostgres = wanted.some(({ name }) => name === POSTGRES) ? supplyPostgres() : null;
  const lacking: string[] = [];
  const bundles = await Promise.all(
    wanted.map((one) =>
      loadBundle(one).catch((error: unknown) => {
        lacking.push(describeProblem(one.name, messageOf(error), navigator.onLine));
        return null;
      }),
    ),
  );
  if (fetchingPostgres !== null && !postgresIsHere()) {
    onFetching(describeFetching(["PostgreSQL"], POSTGRES_BYTES));
  }
  const problems = [
    ...lacking,
    ...((await fetchingPostgres) ?? []),
    ...(usesGreenlets(files) && !hasJspi() ? [NO_GREENLETS] : []),
  ];
  const packed = bundles.filter((bundle) => bundle !== null);
  const installs = wanted.some(({ name }) => name === "asyncarium-installer");
  const source = new Pypi();
  return {
    supply: {
      packages: packed,
      wheelhouse: installs && lacking.length === 0 ? wheelhouse.toJson(pypi) : null,
      preparation:
        lacking.length > 0 ? null : preparationOf({ files, clock }, wheelhouse, wanted, packed),
      fetch: (url) => answer(url, wheelhouse, pypi ? source : null, onFetching),
    },
    problems,
    remarks: describeStandIns(wanted.map(({ name }) => name)),
  };
}

/** The largest of all, which has no bundle: it runs beside the program. Resolves with problems. */
async function supplyPostgres(): Promise<readonly string[]> {
  try {
    await loadPostgres();
    return [];
  } catch (error) {
    return [describeProblem("PostgreSQL", messageOf(error), navigator.onLine)];
  }
}

/** @throws DownloadError when the list of what there is can't be had. */
function openWheelhouse(): Promise<Wheelhouse> {
  opening ??= fetchOnDemand(list).then(
    // It is what the build has written, to the byte.
    (bytes) => new Wheelhouse(JSON.parse(new TextDecoder().decode(bytes))),
  );
  opening.catch(() => {
    opening = null; // another try may fare better
  });
  return opening;
}

/** What to say of a program that has ended with a ModuleNotFoundError; null for nothing. */
export async function explainMissing(
  message: string,
  files: Files,
  pypi: boolean,
): Promise<string | null> {
  const wheelhouse = await openWheelhouse();
  const module = /^No module named '([^'.]+)/.exec(message)?.[1];
  if (module === undefined) {
    return null;
  }
  const here = wheelhouse.ofModule(module)?.name ?? null;
  return describeMissing(module, { pypi, here, named: importedModules(files).has(module) });
}

/** Those that the program imports itself first: they are what its reader knows. */
function mostWanted(
  missing: readonly WheelhousePackage[],
  imported: readonly WheelhousePackage[],
): readonly string[] {
  const own = missing.filter((one) => imported.includes(one));
  const others = missing.filter((one) => !imported.includes(one));
  return [...own, ...others].map(({ name }) => name);
}

/** @param url from the sandbox: it may be anything. */
async function answer(
  url: string,
  wheelhouse: Wheelhouse,
  pypi: Pypi | null,
  onFetching: (text: string) => void,
): Promise<Fetched> {
  try {
    if (url.startsWith(WHEELHOUSE_ADDRESS)) {
      const found = wheelhouse.find(url.slice(WHEELHOUSE_ADDRESS.length));
      if (found === undefined) {
        throw new Error("this site has no such package");
      }
      if (!isHere(found)) {
        onFetching(describeFetching([found.name], found.bytes));
      }
      return { content: await loadBundle(found), failure: null };
    }
    if (pypi === null) {
      throw new Error("packages from PyPI are switched off");
    }
    return { content: await pypi.fetch(url, onFetching), failure: null };
  } catch (error) {
    return { content: null, failure: messageOf(error) };
  }
}
