/**
 * A C stack for every green thread.
 *
 * Pyodide runs all suspendable calls on one C stack. What a call that goes on finds in its place
 * is copied away, and back later. But CPython's garbage collector follows the frames of every
 * thread, suspended ones too, and part of their chain lies on the C stack: it would follow
 * pointers into what another thread has written there ("memory access out of bounds").
 * With a stack for each, nothing is ever in the way, and nothing is copied.
 */

import type { PyodideAPI } from "pyodide";

const STACK_BYTES = 256 * 1024;
/**
 * Where only so much is left, CPython raises RecursionError. A large part: the browser's own stack
 * beside it, which CPython can't see, is the first to be full.
 */
const MARGIN_BYTES = 128 * 1024;
/** Emscripten's ABI. */
const STACK_ALIGNMENT = 16;
/** For what Pyodide calls between entering a thread and the thread itself. */
const SCRATCH_BYTES = 16 * 1024;

/** What of Emscripten's module is used, all of it private to Pyodide: the tests hold it in place. */
type EngineModule = {
  stackStop: number;
  readonly stackSave: () => number;
  readonly stackRestore: (address: number) => void;
  readonly enterTask: () => void;
  promisingApply: (...args: unknown[]) => Promise<unknown>;
  readonly _malloc: (bytes: number) => number;
  readonly _PyThreadState_Get: () => number;
  readonly _PyUnstable_ThreadState_SetStackProtection: (
    threadState: number,
    base: number,
    bytes: number,
  ) => number;
};

export class Stacks {
  readonly #module: EngineModule;
  /** Where free stacks begin: the engine's own one first. They grow downwards. */
  readonly #free: number[];
  /** Where the stack of the call that was entered last begins. */
  #entered = 0;

  constructor(pyodide: PyodideAPI) {
    this.#module = (pyodide as unknown as { readonly _module: EngineModule })._module;
    this.#free = [this.#module.stackSave()];
    this.#neverCopy();
    this.#enterOnOwnStack();
  }

  /** From a call that has just been entered: have CPython keep to its stack. */
  protect(): void {
    const { _PyThreadState_Get, _PyUnstable_ThreadState_SetStackProtection } = this.#module;
    const lowest = this.#entered - STACK_BYTES + MARGIN_BYTES;
    const bytes = STACK_BYTES - MARGIN_BYTES;
    _PyUnstable_ThreadState_SetStackProtection(_PyThreadState_Get(), lowest, bytes);
  }

  /**
   * Pyodide remembers the stack between two addresses of every suspended call, in case it has to
   * make room. When both are the same, it has nothing to remember.
   */
  #neverCopy(): void {
    Object.defineProperty(this.#module, "stackStop", { get: this.#module.stackSave, set() {} });
  }

  /**
   * Pyodide enters a call where its first one was entered, which is where the main thread's frames
   * lie. Let it take another place for that, and set the call's own just before it begins.
   */
  #enterOnOwnStack(): void {
    const { stackSave, stackRestore, enterTask, promisingApply } = this.#module;
    const before = stackSave();
    stackRestore(this.#allocate(SCRATCH_BYTES));
    enterTask();
    stackRestore(before);
    this.#module.promisingApply = async (...args) => {
      const stack = this.#free.pop() ?? this.#allocate(STACK_BYTES);
      this.#entered = stack;
      stackRestore(stack);
      const result = await promisingApply(...args);
      this.#free.push(stack);
      return result;
    };
  }

  #allocate(bytes: number): number {
    const end = this.#module._malloc(bytes) + bytes;
    // Compiled code adds offsets to the stack pointer by setting its lower bits.
    return end - (end % STACK_ALIGNMENT);
  }
}
