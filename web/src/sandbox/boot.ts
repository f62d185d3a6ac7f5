/**
 * What the frame hands a new worker, and how the worker makes Python of it.
 */

import type { PyodideAPI, PyodideConfig, loadPyodide } from "pyodide";
import { forbiddingSuspension } from "./callbacks.ts";
import { showLibrary } from "./library.ts";
import type { PostgresScript } from "./postgres.ts";
import { restoring } from "./snapshot.ts";

/** Frame to worker, first, with the port to the page. */
export type BootMessage = {
  readonly loaderUrl: string;
  readonly glueUrl: string;
  readonly jspi: boolean;
  readonly task: "run" | "snapshot" | "language";
  /** What to start from, if there is one. */
  readonly snapshot: ArrayBuffer | null;
};

/** Frame to worker, after that: what it takes to start, in any order, as soon as it is there. */
export type EnginePart =
  | { readonly wasm: WebAssembly.Module }
  /** The archive of Python's library. */
  | { readonly library: Blob };

export type ToWorkerOfFrame = BootMessage | EnginePart | PostgresScript;

/** The engine, compiled, and its library. */
export type Engine = {
  readonly wasm: Promise<WebAssembly.Module>;
  readonly library: Promise<Blob>;
};

/** A Python that has started. */
export type Booted = {
  readonly pyodide: PyodideAPI;
  readonly restored: boolean;
  readonly restoreFailure: string | null;
};

type Loader = { readonly loadPyodide: typeof loadPyodide };
export type Glue = { readonly default: NonNullable<PyodideConfig["createPyodideModule"]> };

/** An address for Pyodide to derive names from. Nothing is ever asked of it. */
const NOWHERE = "https://engine.invalid/";

/**
 * Python's environment. The hash seed is fixed because an interpreter is booted before it is known
 * whether its run must be reproducible; with a seed that isn't 0, Python says that it randomizes.
 */
export const PYTHON_ENVIRONMENT = {
  HOME: "/home/learner",
  PYTHONINSPECT: "",
  PYTHONHASHSEED: "1",
};

/** Pyodide wants a lock file of packages, of its own ABI; ours come another way. */
const EMPTY_LOCK_FILE = {
  info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" },
  packages: {},
};

/**
 * Load Pyodide from bytes that are already here.
 *
 * Pyodide fetches its files by URL; the sandbox has no network, so `fetch` answers from the given
 * bytes and nothing else, and the module that the frame compiled once is handed over where
 * Pyodide would compile its own.
 * @param engine much can be done before it is there.
 */
export async function bootPyodide(boot: BootMessage, engine: Engine): Promise<Booted> {
  hideClassicWorker();
  if (!boot.jspi) {
    Reflect.deleteProperty(WebAssembly, "Suspending");
  }
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([
    import(/* @vite-ignore */ boot.loaderUrl) as Promise<Loader>,
    import(/* @vite-ignore */ boot.glueUrl) as Promise<Glue>,
  ]);
  answerFetchWith({
    "pyodide.asm.wasm": async () => new Response(),
    "python.zip": async () => new Response(await engine.library),
    "nothing.zip": async () => new Response(),
  });
  const compile = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (_response, imports) => {
    const module = await engine.wasm;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  try {
    const config = {
      indexURL: NOWHERE,
      packageBaseUrl: NOWHERE,
      stdLibURL: `${NOWHERE}python.zip`,
      lockFileContents: EMPTY_LOCK_FILE as NonNullable<PyodideConfig["lockFileContents"]>,
      createPyodideModule,
      env: PYTHON_ENVIRONMENT,
    };
    // What a restored Python has imported is in its memory: it need not wait for the library.
    const ofRestored = { stdLibURL: `${NOWHERE}nothing.zip` };
    const booted = await startPython(loadPyodide, boot, config, ofRestored);
    if (booted.restored) {
      showLibrary(booted.pyodide, await engine.library);
    }
    return booted;
  } finally {
    WebAssembly.instantiateStreaming = compile;
    answerFetchWith({});
  }
}

/**
 * From the snapshot, where there is one and it works; else from nothing.
 * @param ofRestored what is different in the configuration then.
 */
export async function startPython(
  load: Loader["loadPyodide"],
  { task, snapshot }: Pick<BootMessage, "task" | "snapshot">,
  {
    createPyodideModule,
    ...config
  }: PyodideConfig & Required<Pick<PyodideConfig, "createPyodideModule">>,
  ofRestored: PyodideConfig = {},
): Promise<Booted> {
  const create = forbiddingSuspension(createPyodideModule);
  let restoreFailure: string | null = null;
  if (snapshot !== null) {
    try {
      const restored = restoring(snapshot, create);
      const pyodide = await load({ ...config, ...ofRestored, ...restored });
      return { pyodide, restored: true, restoreFailure };
    } catch (reason) {
      restoreFailure = String(reason).slice(0, 2_000);
    }
  }
  const pyodide = await load({
    ...config,
    createPyodideModule: create,
    _makeSnapshot: task === "snapshot",
  });
  return { pyodide, restored: false, restoreFailure };
}

/**
 * Pyodide refuses classic workers because it imports modules. Those work here from blob URLs, and
 * a module worker does not (in Chromium, under an opaque origin). It tells the two by importScripts.
 */
function hideClassicWorker(): void {
  Object.defineProperty(globalThis, "importScripts", { value: undefined });
}

function answerFetchWith(files: Readonly<Record<string, () => Promise<Response>>>): void {
  globalThis.fetch = async (resource) => {
    const name = String(resource).replace(NOWHERE, "");
    const answer = files[name];
    if (answer === undefined) {
      throw new TypeError("the sandbox has no network");
    }
    return answer();
  };
}
