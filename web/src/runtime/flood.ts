/** Tells a worker that somebody else speaks for from our own, which sends about one message a frame. */

/** A program that took its worker over may send millions. */
const MAX_MESSAGES_PER_SECOND = 1_000;

export class Flood {
  #secondBegan = 0;
  #messages = 0;

  /** One more message has come. @returns whether that is more than a program can need. */
  isOne(): boolean {
    const now = performance.now();
    if (now - this.#secondBegan > 1_000) {
      this.#secondBegan = now;
      this.#messages = 0;
    }
    this.#messages += 1;
    return this.#messages > MAX_MESSAGES_PER_SECOND;
  }
}
