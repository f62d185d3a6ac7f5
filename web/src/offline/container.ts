/** The browser's service workers, where it has them and lets the page have them. */

/** Null where they are missing; in an embedded page without an origin the mere look throws. */
export function serviceWorkers(): ServiceWorkerContainer | null {
  try {
    return navigator.serviceWorker ?? null;
  } catch {
    return null;
  }
}
