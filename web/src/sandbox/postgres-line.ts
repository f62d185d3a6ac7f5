/** Python's line to its Postgres. */

import type { FromPostgres, Postgres } from "./postgres.ts";

/** What Python has of it. */
export type PostgresLine = {
  /** @param messages of the wire protocol, a character for each byte: the fastest way here. */
  send(messages: string): void;
  /** The next answer, or why there will be none; undefined while nothing has come. */
  take(): Uint8Array | string | undefined;
};

/** To a worker: holds what has come until Python asks. */
export class LongLine implements PostgresLine {
  readonly #port: MessagePort;
  readonly #arrived: FromPostgres[] = [];

  /** @param wake called when something has come. */
  constructor(port: MessagePort, wake: () => void) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<FromPostgres>) => {
      this.#arrived.push(data);
      wake();
    };
  }

  send(messages: string): void {
    const bytes = bytesOf(messages);
    this.#port.postMessage(bytes, [bytes.buffer]);
  }

  take(): Uint8Array | string | undefined {
    const next = this.#arrived.shift();
    return next?.type === "failed" ? next.reason : next?.bytes;
  }
}

/** To one in Python's own worker: the answer is there when the question is put. */
export class ShortLine implements PostgresLine {
  readonly #postgres: Postgres;
  #answer: Uint8Array | string | undefined;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  send(messages: string): void {
    this.#answer = this.#postgres(bytesOf(messages));
  }

  take(): Uint8Array | string | undefined {
    const answer = this.#answer;
    this.#answer = undefined;
    return answer;
  }
}

function bytesOf(messages: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(messages.length);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = messages.charCodeAt(at);
  }
  return bytes;
}

/** One that only says why it is lost, when that is known. */
export function lossOf(port: MessagePort): Promise<Postgres> {
  return new Promise((resolve) => {
    port.onmessage = ({ data }: MessageEvent<FromPostgres>) => {
      if (data.type === "failed") {
        resolve(() => data.reason);
      }
    };
  });
}
