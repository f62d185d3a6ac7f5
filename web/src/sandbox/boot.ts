/**
 * What the frame hands a new worker, and how the worker makes Python of it.
 */

import type { PyodideAPI, PyodideConfig, loadPyodide } from "pyodide";

/** Frame to worker, once, with the port to the page. */
export type BootMessage = {
  readonly loaderUrl: string;
  readonly glueUrl: string;
  readonly wasm: WebAssembly.Module;
  readonly python: ArrayBuffer;
  readonly jspi: boolean;
};

type Loader = { readonly loadPyodide: typeof loadPyodide };
type Glue = { readonly default: NonNullable<PyodideConfig["createPyodideModule"]> };

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
 */
export async function bootPyodide(boot: BootMessage): Promise<PyodideAPI> {
  hideClassicWorker();
  if (!boot.jspi) {
    Reflect.deleteProperty(WebAssembly, "Suspending");
  }
  const { loadPyodide } = (await import(/* @vite-ignore */ boot.loaderUrl)) as Loader;
  const { default: createPyodideModule } = (await import(/* @vite-ignore */ boot.glueUrl)) as Glue;
  answerFetchWith({
    "pyodide.asm.wasm": () => new Response(),
    "python.zip": () => new Response(boot.python),
  });
  const compile = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (_response, imports) => ({
    module: boot.wasm,
    instance: await WebAssembly.instantiate(boot.wasm, imports),
  });
  try {
    return await loadPyodide({
      indexURL: NOWHERE,
      packageBaseUrl: NOWHERE,
      stdLibURL: `${NOWHERE}python.zip`,
      lockFileContents: EMPTY_LOCK_FILE as NonNullable<PyodideConfig["lockFileContents"]>,
      createPyodideModule,
      env: PYTHON_ENVIRONMENT,
    });
  } finally {
    WebAssembly.instantiateStreaming = compile;
    answerFetchWith({});
  }
}

/**
 * Pyodide refuses classic workers because it imports modules. Those work here from blob URLs, and
 * a module worker does not (in Chromium, under an opaque origin). It tells the two by importScripts.
 */
function hideClassicWorker(): void {
  Object.defineProperty(globalThis, "importScripts", { value: undefined });
}

function answerFetchWith(files: Readonly<Record<string, () => Response>>): void {
  globalThis.fetch = async (resource) => {
    const name = String(resource).replace(NOWHERE, "");
    const answer = files[name];
    if (answer === undefined) {
      throw new TypeError("the sandbox has no network");
    }
    return answer();
  };
}
