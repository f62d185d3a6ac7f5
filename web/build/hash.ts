/** Hashes of contents, and of all that something is made from. */

import { createHash } from "node:crypto";

/** @returns hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Tells what is made of these inputs, each with its name, from what is made of others. */
export function fingerprint(inputs: Iterable<readonly [string, string | Uint8Array]>): string {
  const hash = createHash("sha256");
  for (const [name, content] of inputs) {
    hash.update(name).update("\0").update(content).update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}
