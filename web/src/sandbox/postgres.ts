/**
 * A PostgreSQL server's one backend: takes messages of the wire protocol, answers with what
 * Postgres says to them. It runs in a worker of its own, so that Python goes on meanwhile; or in
 * Python's, where a Python that can't be suspended would hear of no answer.
 *
 * The same code runs in the browser's workers and, in the tests, in those of Node.
 */

import { PGlite } from "@electric-sql/pglite";

export type PostgresParts = {
  readonly wasm: WebAssembly.Module;
  /** What Postgres reads from its installation's folder. */
  readonly data: Blob;
  /** The archive of a database cluster, as every run finds it. */
  readonly cluster: Blob;
};

/** Frame to Python's worker, where that is to be Postgres's, too. */
export type PostgresScript = PostgresParts & { readonly scriptUrl: string };

/** To Python's worker. Each message that came from there is answered by one of these. */
export type FromPostgres =
  | { readonly type: "answer"; readonly bytes: Uint8Array }
  /** It can't be started, or has crashed: there will be no other message. */
  | { readonly type: "failed"; readonly reason: string };

/** What a port of the browser and one of Node have in common. */
export type Port = {
  postMessage(message: FromPostgres, transfer: ArrayBuffer[]): void;
  onmessage: ((event: MessageEvent<Uint8Array>) => void) | null;
};

/** Messages of the wire protocol to what Postgres says to them; or, in words, why it is lost. */
export type Postgres = (messages: Uint8Array) => Uint8Array | string;

/** The smallest module: stands for the program that makes clusters, which is not wanted. */
const EMPTY_MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/** How many lines of the server's log say why it has crashed. */
const LAST_WORDS = 3;

/** Serve whoever has the other end of `port`, until the worker is ended. */
export async function servePostgres(parts: PostgresParts, port: Port): Promise<void> {
  const log = new Log();
  const fail = (error: unknown) => {
    port.onmessage = null;
    port.postMessage({ type: "failed", reason: log.reasonFor(error) }, []);
  };
  try {
    const database = await start(parts, log);
    const answer = async (message: Uint8Array) => {
      const chunks: Uint8Array[] = [];
      await database.execProtocolRawStream(message, {
        syncToFs: false,
        // Postgres uses its buffer again.
        onRawData: (chunk) => chunks.push(chunk.slice()),
      });
      const bytes = join(chunks);
      port.postMessage({ type: "answer", bytes }, [bytes.buffer]);
    };
    port.onmessage = ({ data }) => void answer(data).catch(fail);
  } catch (reason) {
    fail(reason);
  }
}

/** @returns one that has its answer ready when the call returns. */
export async function startPostgres(parts: PostgresParts): Promise<Postgres> {
  const log = new Log();
  try {
    const database = await start(parts, log);
    return (messages) => {
      try {
        return database.execProtocolRawSync(messages);
      } catch (error) {
        return log.reasonFor(error);
      }
    };
  } catch (error) {
    const reason = log.reasonFor(error);
    return () => reason;
  }
}

function start(parts: PostgresParts, log: Log): Promise<PGlite> {
  return PGlite.create({
    pgliteWasmModule: parts.wasm,
    initdbWasmModule: new WebAssembly.Module(EMPTY_MODULE),
    fsBundle: parts.data,
    loadDataDir: parts.cluster,
    onStderr: (text) => {
      log.write(text);
      return false;
    },
    startParams: PGlite.defaultStartParams.map((word) =>
      word === "search_path=public" ? 'search_path="$user", public' : word,
    ),
  });
}

/** The end of the server's log. */
class Log {
  #lines: string[] = [];

  write(line: string): void {
    this.#lines = [...this.#lines, line].slice(-LAST_WORDS);
  }

  /** What is told of a crash. */
  reasonFor(error: unknown): string {
    return [String(error), ...this.#lines].join("; ").slice(0, 2_000);
  }
}

function join(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const chunk of chunks) {
    joined.set(chunk, filled);
    filled += chunk.length;
  }
  return joined;
}
