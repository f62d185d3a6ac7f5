/**
 * The interpreter's one clock, real or virtual.
 *
 * Emscripten reads performance.now() and Date.now() for every C clock, so replacing these two
 * makes time.time, monotonic, perf_counter, datetime and the event loop agree: there is no
 * function left that could read another time. Patching Python's time module instead would miss
 * datetime and everything else written in C.
 */

import type { ClockMode } from "../protocol.ts";

/**
 * What the monotonic clock shows when the interpreter starts: a machine that has been up for a
 * day and a half. A clock that starts at 0 would change programs that begin with `last = 0`.
 * A power of two keeps sums of it and short times exact to 30 ps.
 */
const UPTIME_MILLISECONDS = 131_072_000;

/** Wall clock of an instant run: 2026-01-01T09:00:00Z on every machine. */
const INSTANT_EPOCH_MILLISECONDS = 1_767_258_000_000;

export class Clock {
  readonly #performanceNow = performance.now.bind(performance);
  readonly #dateNow = Date.now.bind(Date);
  #mode: ClockMode = "real";
  #virtualNanoseconds = 0;
  #startedAt = 0;

  /** Make the whole realm, and so Python, read this clock. */
  install(): void {
    performance.now = () => this.#monotonicMilliseconds();
    Date.now = () =>
      this.#mode === "real"
        ? this.#dateNow()
        : INSTANT_EPOCH_MILLISECONDS + this.#virtualNanoseconds / 1e6;
  }

  /** A run begins: its time 0 is now. */
  start(mode: ClockMode): void {
    this.#mode = mode;
    this.#virtualNanoseconds = 0;
    this.#startedAt = this.#performanceNow();
  }

  /** Virtual time passes at once. */
  advance(nanoseconds: number): void {
    this.#virtualNanoseconds += nanoseconds;
  }

  /** Seconds since the run began: exact in virtual time, to the millisecond in real time. */
  elapsedSeconds(): number {
    return this.#mode === "instant"
      ? this.#virtualNanoseconds / 1e9
      : Math.round(this.#performanceNow() - this.#startedAt) / 1e3;
  }

  /** The browser's own time in milliseconds, whatever Python is shown. */
  realMilliseconds(): number {
    return this.#performanceNow();
  }

  #monotonicMilliseconds(): number {
    const elapsed = this.#mode === "real" ? this.#performanceNow() : this.#virtualNanoseconds / 1e6;
    return UPTIME_MILLISECONDS + elapsed;
  }
}
