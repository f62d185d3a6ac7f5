/**
 * The snapshot of Python that interpreters start from.
 *
 *     unknown ──load()──▶ none ──make()──▶ making ──▶ kept
 *                │                           └──────▶ unkept (good for this visit)
 *                ▼                           └──────▶ failed
 *              kept ──discard()──▶ failed
 *
 * It is made by an interpreter that runs no program, in a sandbox of its own, so that nothing a
 * program does can get into it.
 */

import type { EngineDownload } from "./download.ts";
import { messageOf } from "../lib/message-of.ts";
import { within } from "../lib/within.ts";
import { Sandbox } from "./sandbox.ts";
import { SnapshotStore } from "./snapshot-store.ts";

export type SnapshotStatus =
  | { readonly kind: "unknown" }
  | { readonly kind: "none" }
  | { readonly kind: "making" }
  | { readonly kind: "kept"; readonly bytes: number }
  | { readonly kind: "unkept"; readonly bytes: number; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string };

/** Starting from nothing takes about as long, in milliseconds. */
const PATIENCE = 2_000;
/** For making one, in milliseconds. */
const LIMIT = 60_000;

export class Snapshots {
  readonly #store: SnapshotStore;
  readonly #frameDocument: string;
  readonly #download: () => EngineDownload;
  readonly #jspi: boolean;
  readonly #listeners = new Set<(status: SnapshotStatus) => void>();
  #status: SnapshotStatus = { kind: "unknown" };

  /** @param download makes one: what it brings is used up by the sandbox. */
  constructor(
    store: SnapshotStore,
    frameDocument: string,
    download: () => EngineDownload,
    jspi: boolean,
  ) {
    this.#store = store;
    this.#frameDocument = frameDocument;
    this.#download = download;
    this.#jspi = jspi;
  }

  get status(): SnapshotStatus {
    return this.#status;
  }

  /**
   * Hear of every change of status, and of the current one at once.
   * @returns ends the subscription.
   */
  subscribe(listener: (status: SnapshotStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#status);
    return () => this.#listeners.delete(listener);
  }

  /** The one that an earlier visit has kept; null if there is none. */
  async load(): Promise<ArrayBuffer | null> {
    const snapshot = SnapshotStore.available
      ? await within(PATIENCE, this.#store.read(), null).catch(() => null)
      : null;
    this.#become(
      snapshot === null ? { kind: "none" } : { kind: "kept", bytes: snapshot.byteLength },
    );
    return snapshot;
  }

  /** Python could not start from it: the next visit makes another. */
  async discard(reason: string): Promise<void> {
    await this.#store.remove().catch(() => {});
    this.#become({ kind: "failed", reason });
  }

  /** Make one, and keep it; null if there is one, or if it can't be had. */
  async make(): Promise<ArrayBuffer | null> {
    if (this.#status.kind !== "none") {
      return null;
    }
    this.#become({ kind: "making" });
    const sandbox = new Sandbox(this.#frameDocument);
    try {
      const { files, library } = await this.#download().fetch(() => {});
      await Promise.all([
        sandbox.prepare(files, this.#jspi),
        library.then((archive) => sandbox.useLibrary(archive)),
      ]);
      const snapshot = await within(LIMIT, sandbox.takeSnapshot(), null);
      if (snapshot === null) {
        throw new Error("Python did not start for it in time.");
      }
      this.#become(await this.#keep(snapshot));
      return snapshot;
    } catch (error) {
      this.#become({ kind: "failed", reason: messageOf(error) });
      return null;
    } finally {
      sandbox.remove();
    }
  }

  async #keep(snapshot: ArrayBuffer): Promise<SnapshotStatus> {
    const bytes = snapshot.byteLength;
    if (!SnapshotStore.available) {
      return {
        kind: "unkept",
        bytes,
        reason: "on plain http a page has no storage; or you have chosen to keep nothing",
      };
    }
    try {
      await this.#store.write(snapshot);
      return { kind: "kept", bytes };
    } catch (error) {
      return { kind: "unkept", bytes, reason: messageOf(error) };
    }
  }

  #become(status: SnapshotStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) {
      listener(status);
    }
  }
}
