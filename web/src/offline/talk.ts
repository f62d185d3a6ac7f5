/** From the page: ask a service worker, and hear what workers tell every page. */

import * as v from "valibot";
import { serviceWorkers } from "./container.ts";
import { Answers, FromWorker, type ToWorker } from "./messages.ts";

type Question = ToWorker["type"];

/** An answer to "build" needs nothing; the others may have to fetch the whole site. */
const PATIENCE_MILLISECONDS = { build: 5_000, other: 300_000 };

/** @throws Error when no answer comes, or one that is none. */
export async function ask<Q extends Question>(
  worker: ServiceWorker,
  type: Q,
): Promise<v.InferOutput<(typeof Answers)[Q]>> {
  const { port1, port2 } = new MessageChannel();
  const limit = type === "build" ? PATIENCE_MILLISECONDS.build : PATIENCE_MILLISECONDS.other;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const answer = await new Promise<unknown>((resolve, reject) => {
      const silent = new Error("the browser's part of it does not answer");
      timer = setTimeout(() => reject(silent), limit);
      port1.onmessage = ({ data }) => resolve(data);
      worker.postMessage({ type } satisfies ToWorker, [port2]);
    });
    return v.parse(Answers[type], answer) as v.InferOutput<(typeof Answers)[Q]>;
  } finally {
    clearTimeout(timer);
    port1.close();
  }
}

/** Hear of what the workers of this site tell every page. */
export function hear(listener: (message: FromWorker) => void): void {
  serviceWorkers()?.addEventListener("message", ({ data }) => {
    const message = v.safeParse(FromWorker, data);
    if (message.success) {
      listener(message.output);
    }
  });
}
