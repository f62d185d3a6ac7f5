/** Bundles of packages, fetched once a visit and kept in the page's memory, unpacked. */

import { fetchOnDemand } from "../runtime/on-demand.ts";
import type { WheelhousePackage } from "./wheelhouse.ts";

const loaded = new Map<string, Promise<ArrayBuffer>>();
const here = new Set<string>();

/** Whether nothing has to be fetched for it. */
export function isHere({ path }: WheelhousePackage): boolean {
  return here.has(path);
}

/**
 * What the sandbox unpacks.
 * @throws DownloadError when it is unreachable, missing or damaged.
 */
export async function loadBundle(wanted: WheelhousePackage): Promise<ArrayBuffer> {
  const { path, bytes, sha256 } = wanted;
  let bundle = loaded.get(path);
  if (bundle === undefined) {
    const url = new URL(path, document.baseURI).href;
    bundle = fetchOnDemand({ url, bytes, sha256 }).then(unzip);
    loaded.set(path, bundle);
    bundle.then(
      () => here.add(path),
      // Another try may fare better.
      () => loaded.delete(path),
    );
  }
  return bundle;
}

function unzip(packed: ArrayBuffer): Promise<ArrayBuffer> {
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked).arrayBuffer();
}
