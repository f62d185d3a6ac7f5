/** What is said of requests and of the network. */

import { assertNever } from "../lib/assert.ts";
import type { InternetSettings, NetworkExchange } from "../protocol.ts";

export const LATENCY_WORDS: Readonly<Record<InternetSettings["latency"], string>> = {
  none: "none",
  normal: "as usual (40 ms)",
  slow: "slow phone (400 ms)",
};

export const FAILURE_WORDS: Readonly<Record<InternetSettings["failures"], string>> = {
  none: "none",
  some: "some (1 in 10)",
  many: "many (1 in 3)",
};

/** What has become of a request. */
export type Outcome =
  | { readonly kind: "waiting" }
  | { readonly kind: "answered"; readonly status: number }
  | { readonly kind: "failed"; readonly why: string };

export function outcomeOf({ status, ended, failure }: NetworkExchange): Outcome {
  if (failure !== null) {
    return { kind: "failed", why: failure };
  }
  return status === null || ended === null ? { kind: "waiting" } : { kind: "answered", status };
}

/** What stands in the column of the status. */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case "waiting":
      return "waiting";
    case "answered":
      return String(outcome.status);
    case "failed":
      return outcome.why;
    default:
      return assertNever(outcome);
  }
}

/** Whether the reader should see at a glance that something went wrong. */
export function isTrouble(outcome: Outcome): boolean {
  return outcome.kind === "failed" || (outcome.kind === "answered" && outcome.status >= 400);
}

export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(3)} s`;
}

/** How long it took until the answer began to come, and until all of it was there. */
export function describeTimes(exchange: NetworkExchange): readonly [string, string] {
  const since = (time: number | null) =>
    time === null ? "" : formatSeconds(time - exchange.started);
  return [since(exchange.answered), since(exchange.ended)];
}

export function describeCount(shown: number, begun: number, simulated: boolean): string {
  const requests = begun === 1 ? "1 request" : `${begun.toLocaleString("en")} requests`;
  const time = simulated && begun > 0 ? ", in simulated time" : "";
  const last = shown < begun ? `; the last ${shown.toLocaleString("en")} are shown` : "";
  return `Network: ${begun === 0 ? "no requests" : requests}${time}${last}`;
}
