/** JavaScript Promise Integration: what suspends Python, and with it threads, input() and greenlets. */

/** ?jspi=off shows what a browser without it does. */
export function isJspiWanted(): boolean {
  return new URLSearchParams(location.search).get("jspi") !== "off";
}

/** Whether Python can be suspended here. */
export function hasJspi(): boolean {
  return isJspiWanted() && globalThis.WebAssembly !== undefined && "Suspending" in WebAssembly;
}
