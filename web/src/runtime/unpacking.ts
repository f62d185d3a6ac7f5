/** Unpacks a file in a worker of its own, which ends with it. */

import type { FromUnpacker, ToUnpacker } from "./unpacker.ts";

/**
 * Takes the buffer.
 * @param bytes the size of what is in it.
 * @throws Error when that is not what is in it, or the worker does not start.
 */
export async function unpack(packed: ArrayBuffer, bytes: number): Promise<ArrayBuffer> {
  const worker = new Worker(new URL("./unpacker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise<ArrayBuffer>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<FromUnpacker>) => {
        if (data.type === "unpacked") {
          resolve(data.unpacked);
        } else {
          reject(new Error(data.reason));
        }
      };
      worker.onerror = () => reject(new Error("the script for it does not start"));
      const message: ToUnpacker = { packed, bytes };
      worker.postMessage(message, [packed]);
    });
  } finally {
    worker.terminate();
  }
}
