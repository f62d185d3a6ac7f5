/**
 * The service worker: gives the page of its build out of its build's cache, whole and unmixed,
 * with or without a network. It takes over from an older one only when a reader says so.
 *
 * The build bundles it into sw.js behind the list of the site's files.
 */

import * as v from "valibot";
import { assertNever } from "../lib/assert.ts";
import { removeOutdated } from "./caches.ts";
import { damagedPage } from "./damaged-page.ts";
import type { BuildFiles } from "./files.ts";
import { type FromWorker, ToWorker } from "./messages.ts";
import { type Route, routeOf } from "./route.ts";
import { worker } from "./scope.ts";
import { Stock } from "./stock.ts";

declare const FILES: BuildFiles;

const { scope } = worker.registration;
const site = new URL(scope).pathname;
const stock = new Stock(FILES, scope);
let accepted = false;

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const route = routeOf(event.request, scope, FILES);
  if (route.kind !== "untouched") {
    event.respondWith(answer(event.request, route));
  }
});
worker.addEventListener("message", (event) => {
  const message = v.safeParse(ToWorker, event.data);
  if (message.success) {
    event.waitUntil(obey(message.output).then((result) => event.ports[0]?.postMessage(result)));
  }
});

async function install(): Promise<void> {
  try {
    await stock.install();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await tell({ type: "installFailed", build: FILES.build, reason });
    throw error;
  }
}

async function activate(): Promise<void> {
  // The very first visit is offline-ready, too: its page began without a worker.
  await worker.clients.claim();
  await tell({ type: "activated", build: FILES.build, accepted });
  await tidy();
}

/** What a build that is on its way has stored must not be taken for a leftover. */
async function tidy(): Promise<void> {
  if (worker.registration.installing === null && worker.registration.waiting === null) {
    await removeOutdated(site, FILES.build, ["app", "snapshot", "library"]);
    await stock.removeUnlisted();
  }
}

async function answer(
  request: Request,
  route: Exclude<Route, { kind: "untouched" }>,
): Promise<Response> {
  switch (route.kind) {
    case "page":
      return (await stock.page(route.file)) ?? damagedPage();
    case "core":
      return stock.core(route.file, route.suspect);
    case "onDemand":
      return stock.onDemand(route.file);
    case "otherBuild":
      return (await stock.ofOtherBuild(route.path)) ?? fetch(request);
    default:
      return assertNever(route);
  }
}

async function obey(message: ToWorker): Promise<unknown> {
  switch (message.type) {
    case "build":
      return FILES.build;
    case "activate":
      accepted = true;
      await worker.skipWaiting();
      return null;
    case "verify":
      // A tab of an older build may have been closed since. What can't go now goes another time.
      await tidy().catch(() => {});
      return stock.verify();
    case "keepEverything":
      return stock.keepEverything();
    case "retire":
      await stock.retire();
      return null;
    default:
      return assertNever(message);
  }
}

async function tell(message: FromWorker): Promise<void> {
  // The page of a first visit is not controlled yet.
  const options = { type: "window", includeUncontrolled: true } as const;
  for (const client of await worker.clients.matchAll(options)) {
    client.postMessage(message);
  }
}
