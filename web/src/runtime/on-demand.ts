/** Files that only some readers need: fetched when they are first wanted, and kept for offline. */

import { FileDownload, type RemoteFile } from "./download.ts";

/**
 * The file, byte for byte.
 * @throws DownloadError when it is unreachable, missing or damaged.
 */
export async function fetchOnDemand(file: RemoteFile): Promise<ArrayBuffer> {
  const nowhere = () => Promise.resolve(undefined);
  const never = new AbortController().signal;
  const bytes = await new FileDownload(file, nowhere).fetch(never, () => {});
  keepOnceThereIsAWorker(file.url);
  return bytes;
}

/**
 * The service worker keeps what passes through it. On a first visit it may come later than the
 * file: then the browser still has that, and shows it to the worker.
 */
function keepOnceThereIsAWorker(url: string): void {
  const container: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  if (container !== undefined && container.controller === null) {
    const show = () => void fetch(url, { cache: "force-cache" }).catch(() => {});
    container.addEventListener("controllerchange", show, { once: true });
  }
}
