/** Entry point of Postgres's script: the worker of its own, or an import of Python's worker. */

import { type PostgresParts, servePostgres, startPostgres } from "./postgres.ts";

// So the frame names it.
if (self.name === "postgres") {
  globalThis.onmessage = ({ data, ports: [port] }: MessageEvent<PostgresParts>) => {
    if (port === undefined) {
      throw new Error("the frame sent no port");
    }
    void servePostgres(data, port);
  };
  // The frame hands over the rest then.
  postMessage("loaded");
} else {
  // A classic script has no exports.
  Object.assign(globalThis, { startPostgres });
}
