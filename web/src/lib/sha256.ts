/** SHA-256, where the browser has it. */

/** On plain http (not localhost) browsers hide their hash functions. */
export function canHash(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

/** @returns hexadecimal digits. */
export async function sha256(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
