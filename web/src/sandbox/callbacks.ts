/**
 * Python must not be suspended above a frame of JavaScript, and Pyodide has to know where that is.
 *
 * It says so itself (`can_run_sync()` is false) of what JavaScript calls. But Pyodide runs Python of
 * its own, too, when it makes a class for a kind of JavaScript object that it has not met before. A
 * time slice that ended in there would suspend, which fails half-way: the program would go on
 * without a thread of Python's, and crash.
 */

import type { PyodideConfig } from "pyodide";

type CreateModule = NonNullable<PyodideConfig["createPyodideModule"]>;
type Settings = Parameters<CreateModule>[0];
type Instantiate = NonNullable<Settings["instantiateWasm"]>;

/** What of Emscripten's module is used, private to Pyodide: the tests hold it in place. */
type EngineModule = {
  /** Whether Python may be suspended now. */
  readonly validSuspender?: { value: boolean };
};

/** Functions of Pyodide that Python calls and that may come upon an object of JavaScript, or an error. */
const BRIDGE = /^_?(js2python|python2js|Js)/;
/** Of these, some that Python calls all the time, and that come upon nothing. */
const HARMLESS = /_Check$|^JsvNum/;

/** The same, and while JavaScript that Python has called runs, Python can't be suspended. */
export function forbiddingSuspension(create: CreateModule): CreateModule {
  return (settings) => {
    const { instantiateWasm } = settings;
    if (instantiateWasm === undefined) {
      throw new Error("this Pyodide gives its engine no imports that could be guarded");
    }
    const guarded: Instantiate = (imports, done) => instantiateWasm(guard(imports, module), done);
    // Emscripten's module will be this object itself.
    const module: Settings & EngineModule = { ...settings, instantiateWasm: guarded };
    return create(module);
  };
}

function guard(imports: WebAssembly.Imports, module: EngineModule): WebAssembly.Imports {
  const env = Object.entries(imports["env"] ?? {}).map(([name, value]) =>
    typeof value === "function" && BRIDGE.test(name) && !HARMLESS.test(name)
      ? [name, unsuspended(value as Call, module)]
      : [name, value],
  );
  return { ...imports, env: Object.fromEntries(env) };
}

type Call = (...args: unknown[]) => unknown;

function unsuspended(call: Call, module: EngineModule): Call {
  return (...args) => {
    const { validSuspender } = module;
    if (validSuspender === undefined || !validSuspender.value) {
      return call(...args);
    }
    validSuspender.value = false;
    try {
      return call(...args);
    } finally {
      validSuspender.value = true;
    }
  };
}
