/** Entry point of a worker that unpacks one file: it takes a quarter of a second. */

import { messageOf } from "../lib/message-of.ts";
import { unxz } from "../lib/unxz.ts";

export type ToUnpacker = {
  readonly packed: ArrayBuffer;
  /** Of what is in it. */
  readonly bytes: number;
};

export type FromUnpacker =
  | { readonly type: "unpacked"; readonly unpacked: ArrayBuffer }
  | { readonly type: "failed"; readonly reason: string };

/** A dedicated worker's, which TypeScript takes for the window's. */
declare function postMessage(message: FromUnpacker, transfer?: Transferable[]): void;

globalThis.onmessage = async ({ data }: MessageEvent<ToUnpacker>) => {
  try {
    const unpacked = await unxz(data.packed, data.bytes);
    postMessage({ type: "unpacked", unpacked }, [unpacked]);
  } catch (error) {
    postMessage({ type: "failed", reason: messageOf(error) });
  }
};
