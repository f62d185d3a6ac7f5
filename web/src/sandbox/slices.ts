/**
 * Time slices for a program that never waits.
 *
 * While Python computes, no message reaches its worker, and without SharedArrayBuffer nobody can
 * write into its memory. But CPython polls `interruptBuffer[0]` every few bytecodes, and the
 * buffer may be any object: this one answers "SIGVTALRM" once per slice, whose Python handler
 * (kernel/slices.py) suspends and so lets messages in.
 */

const SLICE_MILLISECONDS = 15;
/** Looking at the clock at each poll would cost a computing program 20 %. */
const POLLS_PER_LOOK = 32;
/** signal.SIGVTALRM on Emscripten, as on Linux. */
const SIGVTALRM = 26;

export class Slices {
  readonly #now: () => number;
  #polls = 0;
  #sliceBegan = 0;
  #enabled = false;
  #retrying = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Slices are raised only while a program runs: booting Python has no handler for them. */
  enable(enabled: boolean): void {
    this.#enabled = enabled;
    this.begin();
  }

  /** Python has just let the outside world run. */
  begin(): void {
    this.#sliceBegan = this.#now();
  }

  /** Python lets the outside world run: its own callbacks there must not be sliced. */
  end(): void {
    this.#sliceBegan = Number.POSITIVE_INFINITY;
  }

  /** Raise the signal once more at the next poll. */
  retry(): void {
    this.#retrying = true;
  }

  /** What CPython polls: the number of a pending signal, or 0. */
  get 0(): number {
    this.#polls += 1;
    if (this.#retrying && this.#enabled) {
      this.#retrying = false;
      return SIGVTALRM;
    }
    if (this.#polls % POLLS_PER_LOOK !== 0 || !this.#enabled) {
      return 0;
    }
    const now = this.#now();
    if (now - this.#sliceBegan < SLICE_MILLISECONDS) {
      return 0;
    }
    this.#sliceBegan = now;
    return SIGVTALRM;
  }

  /** CPython writes 0 when it has taken the signal. */
  set 0(_value: number) {}
}
