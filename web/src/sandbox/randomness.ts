/**
 * Where Python's randomness comes from, real or the same in every run.
 *
 * Emscripten asks crypto.getRandomValues() for every random byte that C asks the system for, so
 * replacing it makes random, uuid, secrets and tempfile agree. Seeding Python's random module
 * instead would miss everything else.
 */

type Source = "real" | "reproducible";

export class Randomness {
  readonly #getRandomValues = crypto.getRandomValues.bind(crypto);
  #state: number | null = null;

  /** Make the whole realm, and so Python, draw from here. */
  install(): void {
    const fill = <T extends ArrayBufferView>(array: T): T => this.#fill(array);
    Object.defineProperty(crypto, "getRandomValues", { value: fill, configurable: true });
  }

  /** From now on the bytes come from `source`; reproducible ones start over. */
  make(source: Source): void {
    this.#state = source === "reproducible" ? 1 : null;
  }

  #fill<T extends ArrayBufferView>(array: T): T {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    if (this.#state === null) {
      // Not into wasm memory at once: getRandomValues refuses more than 64 KiB.
      for (let at = 0; at < bytes.length; at += 65_536) {
        this.#getRandomValues(bytes.subarray(at, at + 65_536) as Uint8Array<ArrayBuffer>);
      }
    } else {
      bytes.forEach((_, index) => {
        bytes[index] = this.#next();
      });
    }
    return array;
  }

  /** A byte of a linear congruential generator (Numerical Recipes): cheap, and only ever a seed. */
  #next(): number {
    this.#state = (Math.imul(this.#state ?? 1, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state >>> 24;
  }
}
