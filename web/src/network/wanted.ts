/** Which programs get the practice internet, and as what. */

import type { InternetSettings } from "../protocol.ts";

/** The package that it is. */
export const INTERNET = "asyncarium-internet";

export const USUAL: InternetSettings = {
  latency: "normal",
  failures: "none",
  seed: 1,
  real: false,
};

const ADDRESS = /https?:\/\/|\bexample\.com\b/;
const CONNECTS =
  /^[ \t]*(?:import|from)[ \t].*\b(?:socket|asyncio|urllib3?|http|ssl|aiohttp|httpx|requests|anyio|trio|websockets)\b/m;

/** What a program gets of it; null for nothing. One that may use the real one needs it for that. */
export function internetFor(
  files: Readonly<Record<string, string>>,
  settings: InternetSettings,
): InternetSettings | null {
  return wantsInternet(files) || settings.real ? settings : null;
}

/** Whether a program may ask for something there: it can connect, and has an address in it. */
export function wantsInternet(files: Readonly<Record<string, string>>): boolean {
  const texts = Object.values(files);
  return texts.some((text) => ADDRESS.test(text)) && texts.some((text) => CONNECTS.test(text));
}
