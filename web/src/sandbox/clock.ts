/**
 * The interpreter's one clock, real or virtual.
 *
 * Emscripten reads performance.now() and Date.now() for every C clock, so replacing these two
 * makes time.time, monotonic, perf_counter, datetime and the event loop agree: there is no
 * function left that could read another time. Patching Python's time module instead would miss
 * datetime and everything else written in C.
 */

import { assertNever } from "../lib/assert.ts";
import type { ClockMode } from "../protocol.ts";

/**
 * What the monotonic clock shows when the interpreter starts: a machine that has been up for a
 * day and a half. A clock that starts at 0 would change programs that begin with `last = 0`.
 * A power of two keeps sums of it and short times exact to 30 ps.
 */
const UPTIME_MILLISECONDS = 131_072_000;

/** How many real milliseconds a millisecond takes in slow time; kernel/clock.py waits as long. */
const SLOWDOWN = 5;

/**
 * A program that looks at the virtual clock so often while it stands still waits for it to move
 * (`while time.monotonic() < end: pass`). From then on each look takes a little time, as it does
 * on a desktop; the same on every machine.
 */
const LOOKS_IN_AN_INSTANT = 100_000;
const LOOK_NANOSECONDS = 1_000;

/** Wall clock of an instant run: 2026-01-01T09:00:00Z on every machine. */
const INSTANT_EPOCH_MILLISECONDS = 1_767_258_000_000;

export class Clock {
  readonly #performanceNow = performance.now.bind(performance);
  readonly #dateNow = Date.now.bind(Date);
  #mode: ClockMode = "real";
  #virtualNanoseconds = 0;
  #startedAt = 0;
  #startedOn = 0;
  #looks = 0;

  /** Make the whole realm, and so Python, read this clock. */
  install(): void {
    performance.now = () => this.#monotonicMilliseconds();
    Date.now = () => {
      switch (this.#mode) {
        case "real":
          return this.#dateNow();
        case "slow":
          return this.#startedOn + this.#elapsedMilliseconds();
        case "instant":
          return INSTANT_EPOCH_MILLISECONDS + this.#look() / 1e6;
        default:
          return assertNever(this.#mode);
      }
    };
  }

  /** A run begins: its time 0 is now. */
  start(mode: ClockMode): void {
    this.#mode = mode;
    this.#virtualNanoseconds = 0;
    this.#looks = 0;
    this.#startedAt = this.#performanceNow();
    this.#startedOn = this.#dateNow();
  }

  /** Virtual time passes at once. */
  advance(nanoseconds: number): void {
    this.#virtualNanoseconds += nanoseconds;
    this.#looks = 0;
  }

  /** Seconds since the run began: exact in virtual time, else to the millisecond. */
  elapsedSeconds(): number {
    return this.#mode === "instant"
      ? this.#virtualNanoseconds / 1e9
      : Math.round(this.#elapsedMilliseconds()) / 1e3;
  }

  /** The browser's own time in milliseconds, whatever Python is shown. */
  realMilliseconds(): number {
    return this.#performanceNow();
  }

  /** The program looks at the virtual clock. Returns it in nanoseconds. */
  #look(): number {
    this.#looks += 1;
    if (this.#looks > LOOKS_IN_AN_INSTANT) {
      this.#virtualNanoseconds += LOOK_NANOSECONDS;
    }
    return this.#virtualNanoseconds;
  }

  /** Since the run began, on the clock that the program sees; not in virtual time. */
  #elapsedMilliseconds(): number {
    const elapsed = this.#performanceNow() - this.#startedAt;
    return this.#mode === "slow" ? elapsed / SLOWDOWN : elapsed;
  }

  #monotonicMilliseconds(): number {
    switch (this.#mode) {
      case "real":
        return UPTIME_MILLISECONDS + this.#performanceNow();
      case "slow":
        return UPTIME_MILLISECONDS + this.#elapsedMilliseconds();
      case "instant":
        return UPTIME_MILLISECONDS + this.#look() / 1e6;
      default:
        return assertNever(this.#mode);
    }
  }
}
