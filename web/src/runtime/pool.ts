/**
 * Keeps an interpreter ready.
 *
 *     idle ──start()──▶ downloading ──▶ starting ──▶ ready
 *                            └─────────────┴── failed ──start()──▶ downloading
 *
 * "ready" means that the engine is here and has worked once; from then on a spare interpreter is
 * always started ahead of the next run.
 */

import type { EngineFiles } from "../protocol.ts";
import type { EngineFile, Progress } from "./download.ts";
import { downloadEngine } from "./download.ts";
import type { Interpreter } from "./interpreter.ts";
import type { Sandbox } from "./sandbox.ts";

export type EngineStatus =
  | { readonly kind: "idle" }
  | ({ readonly kind: "downloading" } & Progress)
  | { readonly kind: "starting" }
  | { readonly kind: "ready"; readonly jspi: boolean }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Starting a spare keeps one core busy for a while. The program that has just been started gets
 * the processor to itself for its first lines.
 */
const WARM_UP_DELAY_MILLISECONDS = 1_000;

export class Pool {
  readonly #sandbox: Sandbox;
  readonly #files: readonly EngineFile[];
  readonly #jspi: boolean;
  readonly #listeners = new Set<(status: EngineStatus) => void>();
  #status: EngineStatus = { kind: "idle" };
  #prepared = Promise.withResolvers<void>();
  #spare: Interpreter | null = null;

  /** @param jspi false to do without JSPI where the browser has it. */
  constructor(sandbox: Sandbox, files: readonly EngineFile[], jspi: boolean) {
    this.#sandbox = sandbox;
    this.#files = files;
    this.#jspi = jspi;
  }

  get status(): EngineStatus {
    return this.#status;
  }

  /**
   * Hear of every change of status, and of the current one at once.
   * @returns ends the subscription.
   */
  subscribe(listener: (status: EngineStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#status);
    return () => this.#listeners.delete(listener);
  }

  /** Fetch the engine and start a first interpreter; also the retry after a failure. */
  async start(): Promise<void> {
    if (this.#status.kind !== "idle" && this.#status.kind !== "failed") {
      return;
    }
    try {
      const files: EngineFiles = await downloadEngine(this.#files, (progress) =>
        this.#become({ kind: "downloading", ...progress }),
      );
      this.#become({ kind: "starting" });
      await this.#sandbox.prepare(files, this.#jspi);
      const first = this.#warm();
      await first.ready;
      this.#become({ kind: "ready", jspi: first.jspi });
      this.#prepared.resolve();
    } catch (error) {
      this.#spare = null;
      this.#become({ kind: "failed", reason: error instanceof Error ? error.message : `${error}` });
    }
  }

  /**
   * An interpreter that has run nothing, once there is one; null if by then it is not `wanted`
   * any more. A failed engine is tried again.
   * @throws Error when a new interpreter can't be started.
   */
  async take(wanted: () => boolean): Promise<Interpreter | null> {
    void this.start();
    await this.#prepared.promise;
    if (!wanted()) {
      return null;
    }
    const interpreter = this.#warm();
    this.#spare = null;
    await interpreter.ready;
    if (!wanted()) {
      this.#giveBack(interpreter);
      return null;
    }
    setTimeout(() => this.warm(), WARM_UP_DELAY_MILLISECONDS);
    return interpreter;
  }

  /** Start the spare now, if there is none: the running program has ended. */
  warm(): void {
    if (this.#status.kind === "ready") {
      this.#warm();
    }
  }

  #warm(): Interpreter {
    if (this.#spare === null) {
      const spare = this.#sandbox.spawn();
      this.#spare = spare;
      spare.ready.catch(() => {
        // One that could not start must not be handed out; the next attempt starts another.
        if (this.#spare === spare) {
          this.#spare = null;
        }
      });
    }
    return this.#spare;
  }

  #giveBack(interpreter: Interpreter): void {
    if (this.#spare === null) {
      this.#spare = interpreter;
    } else {
      interpreter.kill("there is a spare already");
    }
  }

  #become(status: EngineStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) {
      listener(status);
    }
  }
}
