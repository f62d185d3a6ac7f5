/**
 * Requests to the real internet, for Python. Only a frame whose policy allows them can make any:
 * the usual one's does not, whatever a program asks for.
 */

import type { PyProxy } from "pyodide/ffi";

/** Before Pyodide gets one that answers from the given files alone. */
const browserFetch = globalThis.fetch;

const MOST_BYTES = 50 * 2 ** 20;
const UNREACHABLE =
  "the browser could not fetch it: there is no such server, or it lets no other site read its answers (CORS)";
const TOO_LARGE = "the answer is larger than 50 MB";

/** See `Fetched` in asyncarium_internet/real.py. */
type Fetched = {
  readonly number: number;
  readonly status: number;
  readonly headers: string;
  readonly body: ArrayBuffer;
  /** Empty where there is an answer: Python knows no null. */
  readonly failure: string;
};

type Wanted = {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly [string, string][];
};

export class RealInternet {
  readonly #wake: () => void;
  readonly #come: Fetched[] = [];

  /** @param wake tells Python that something has come. */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  fetch(number: number, request: string, body: PyProxy): void {
    const content = body.toJs() as Uint8Array<ArrayBuffer>;
    void this.#fetch(number, JSON.parse(request) as Wanted, content).then((fetched) => {
      this.#come.push(fetched);
      this.#wake();
    });
  }

  take(): Fetched | undefined {
    return this.#come.shift();
  }

  async #fetch(number: number, wanted: Wanted, body: Uint8Array<ArrayBuffer>): Promise<Fetched> {
    try {
      const response = await browserFetch(wanted.url, {
        method: wanted.method,
        headers: allowed(wanted.headers),
        ...(body.length > 0 ? { body } : {}),
        credentials: "omit",
        referrerPolicy: "no-referrer",
      });
      const content = await response.arrayBuffer();
      return content.byteLength > MOST_BYTES
        ? failed(number, TOO_LARGE)
        : {
            number,
            status: response.status,
            headers: JSON.stringify([...response.headers]),
            body: content,
            failure: "",
          };
    } catch {
      return failed(number, UNREACHABLE);
    }
  }
}

/** Those that the browser does not set itself; each of these others would need the server's consent. */
function allowed(headers: readonly [string, string][]): [string, string][] {
  const own = new Set(["accept-encoding", "connection", "content-length", "host", "user-agent"]);
  return headers.filter(([name]) => !own.has(name));
}

function failed(number: number, failure: string): Fetched {
  return { number, status: 0, headers: "[]", body: new ArrayBuffer(0), failure };
}
