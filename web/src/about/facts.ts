/** What there is to tell, as names and values, for the screen and for a bug report alike. */

import { MARKS, type Mark } from "../lib/marks.ts";
import { formatMilliseconds } from "./format.ts";
import type { Readings, Site } from "./readings.ts";
import {
  NOT_TOLD,
  describeJspi,
  describeOnDemand,
  describePersistence,
  describeRoom,
  describeSnapshot,
  describeStart,
  describeWithoutNetwork,
} from "./words.ts";

export type Fact = { readonly name: string; readonly value: string };
export const SECTIONS = ["Offline", "This site", "This visit", "This browser"] as const;
export type SectionName = (typeof SECTIONS)[number];
export type Facts = Readonly<Record<SectionName, readonly Fact[]>>;

export function gatherFacts(readings: Readings): Facts {
  return {
    Offline: tellOffline(readings),
    "This site": tellSite(readings.site),
    "This visit": tellVisit(readings),
    "This browser": tellBrowser(readings),
  };
}

function tellOffline({ offline, storage }: Readings): readonly Fact[] {
  return [
    { name: "Without a network", value: describeWithoutNetwork(offline) },
    { name: "Fetched when needed", value: describeOnDemand(offline) },
    { name: "Promise to keep it", value: describePersistence(storage.persisted) },
    { name: "Room", value: describeRoom(storage) },
  ];
}

const MARK_NAMES: Readonly<Record<Mark, string>> = {
  "engine fetched": "Engine fetched",
  "engine compiled": "Engine compiled",
  "python ready": "Python ready",
  "first output": "First output",
};

function tellVisit({ engine, snapshot, marks, storage }: Readings): readonly Fact[] {
  return [
    ...MARKS.map((mark) => ({ name: MARK_NAMES[mark], value: describeMoment(marks[mark]) })),
    { name: "Python’s start", value: describeStart(engine) },
    { name: "Python’s snapshot", value: describeSnapshot(snapshot, engine, storage.kept) },
  ];
}

/** Since the page was opened. */
function describeMoment(milliseconds: number | null): string {
  return milliseconds === null ? "not yet" : `after ${formatMilliseconds(milliseconds)}`;
}

function tellBrowser({ browser, engine }: Readings): readonly Fact[] {
  const { cores, memoryGigabytes, timeZone } = browser;
  return [
    { name: "User agent", value: browser.userAgent },
    { name: "JSPI", value: describeJspi(browser, engine) },
    { name: "Secure context", value: yesOrNo(browser.secure) },
    { name: "Service workers", value: yesOrNo(browser.serviceWorkers) },
    { name: "Cache Storage", value: yesOrNo(browser.cacheStorage) },
    { name: "Processor cores", value: cores === null ? NOT_TOLD : `${cores}` },
    // Browsers round it, and name no more than 8 or 32.
    { name: "Memory", value: memoryGigabytes === null ? NOT_TOLD : `about ${memoryGigabytes} GB` },
    { name: "Language", value: browser.language || NOT_TOLD },
    { name: "Time zone", value: timeZone ?? NOT_TOLD },
  ];
}

function yesOrNo(yes: boolean): string {
  return yes ? "yes" : "no";
}

function tellSite({ build, pyodide, python, address }: Site): readonly Fact[] {
  return [
    { name: "Build", value: build },
    { name: "Python", value: `CPython ${python}` },
    { name: "Engine", value: `Pyodide ${pyodide}` },
    { name: "Address", value: address },
  ];
}
