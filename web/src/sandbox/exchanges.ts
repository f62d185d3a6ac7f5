/** What is told of a program's requests, on its way to the page: batched once a frame. */

import type { NetworkExchange } from "../protocol.ts";
import { FRAME_MILLISECONDS } from "./outbox.ts";

/** Older ones are dropped: the page shows no more, and takes no more at a time. */
const MAX_PENDING = 1_000;

export class ExchangeBatch {
  readonly #send: (exchanges: NetworkExchange[]) => void;
  readonly #now: () => number;
  readonly #pending = new Map<number, NetworkExchange>();
  #sentAt = Number.NEGATIVE_INFINITY;

  /**
   * @param send posts a batch to the page.
   * @param now real milliseconds.
   */
  constructor(send: (exchanges: NetworkExchange[]) => void, now: () => number) {
    this.#send = send;
    this.#now = now;
  }

  /** From Python: the newest of one exchange, as JSON. */
  add(text: string): void {
    const exchange = JSON.parse(text) as NetworkExchange;
    this.#pending.set(exchange.id, exchange);
    if (this.#pending.size > MAX_PENDING) {
      const [oldest = 0] = this.#pending.keys();
      this.#pending.delete(oldest);
    }
    this.flushIfDue();
  }

  get isEmpty(): boolean {
    return this.#pending.size === 0;
  }

  flushIfDue(): void {
    if (this.#now() - this.#sentAt >= FRAME_MILLISECONDS) {
      this.flush();
    }
  }

  flush(): void {
    if (!this.isEmpty) {
      this.#send([...this.#pending.values()]);
      this.#pending.clear();
      this.#sentAt = this.#now();
    }
  }
}
