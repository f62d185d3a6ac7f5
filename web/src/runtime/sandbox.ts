/**
 * The page's handle on the sandbox frame: an opaque origin without network or storage, in which
 * interpreters run. There is no way to run a program outside it.
 */

import * as v from "valibot";
import { assertNever } from "../lib/assert.ts";
import { messageOf } from "../lib/message-of.ts";
import { type EngineFiles, FromFrame, FromSnapshotMaker, type ToFrame } from "../protocol.ts";
import { Interpreter } from "./interpreter.ts";
import { LanguageInterpreter } from "./language.ts";

/** The id of no interpreter. */
const SNAPSHOT_MAKER = 0;

export class Sandbox {
  readonly #frame: HTMLIFrameElement;
  readonly #ready = Promise.withResolvers<void>();
  #prepared = Promise.withResolvers<number>();
  readonly #listen = (event: MessageEvent) => this.#receive(event);
  readonly #interpreters = new Map<number, Interpreter | LanguageInterpreter>();
  #nextId = 1;
  /** Resolves when the frame has what a Postgres is made of. */
  #postgres: Promise<void> | null = null;
  #makerDied: (reason: Error) => void = () => {};

  /** @param frameDocument the frame's whole document, with its CSP, or its address; from the build. */
  constructor(frameDocument: string | URL) {
    this.#frame = document.createElement("iframe");
    this.#frame.setAttribute("sandbox", "allow-scripts");
    if (frameDocument instanceof URL) {
      this.#frame.src = frameDocument.href;
    } else {
      this.#frame.srcdoc = frameDocument;
    }
    this.#frame.hidden = true;
    this.#frame.title = "Python sandbox";
    this.#frame.setAttribute("aria-hidden", "true");
    this.#frame.tabIndex = -1;
    addEventListener("message", this.#listen);
    document.body.append(this.#frame);
  }

  /**
   * Hand over the engine and compile it. Takes the files' buffers. `useLibrary` must follow.
   * @returns how long it took to compile, in milliseconds.
   */
  async prepare(files: EngineFiles, jspi: boolean): Promise<number> {
    this.#post({ type: "prepare", files, jspi }, Object.values(files));
    return await this.#prepared.promise;
  }

  /** Hand over what the interpreters of the prepared engine wait for. Takes the buffer. */
  useLibrary(library: ArrayBuffer): void {
    this.#post({ type: "useLibrary", library }, [library]);
  }

  /** Start interpreters from this from now on, or from nothing. Takes the buffer. */
  useSnapshot(snapshot: ArrayBuffer | null): void {
    this.#post({ type: "useSnapshot", snapshot }, snapshot === null ? [] : [snapshot]);
  }

  /**
   * Start Python once more, and take a snapshot of it.
   * @throws Error when it does not start.
   */
  async takeSnapshot(): Promise<ArrayBuffer> {
    const { port1, port2 } = new MessageChannel();
    const taken = Promise.withResolvers<ArrayBuffer>();
    this.#makerDied = taken.reject;
    port1.onmessage = ({ data }) => {
      const message = v.safeParse(FromSnapshotMaker, data);
      if (!message.success) {
        taken.reject(new Error("it is not what a snapshot is"));
      } else if (message.output.type === "bootFailed") {
        taken.reject(new Error(message.output.reason));
      } else {
        taken.resolve(message.output.snapshot);
      }
    };
    this.#post({ type: "spawnSnapshotMaker", interpreterId: SNAPSHOT_MAKER }, [port2]);
    return await taken.promise;
  }

  /** End it, with all that runs in it. */
  remove(): void {
    removeEventListener("message", this.#listen);
    this.#frame.remove();
  }

  /** Start an interpreter; it says itself when it is ready. */
  spawn(): Interpreter {
    return this.#start("spawn", Interpreter);
  }

  /** Start one that answers an editor's questions. The engine must be prepared by then. */
  spawnLanguage(): LanguageInterpreter {
    return this.#start("spawnLanguage", LanguageInterpreter);
  }

  #start<I extends Interpreter | LanguageInterpreter>(
    type: "spawn" | "spawnLanguage",
    Kind: new (port: MessagePort, terminate: () => void, postgres: () => MessagePort) => I,
  ): I {
    const interpreterId = this.#nextId++;
    const { port1, port2 } = new MessageChannel();
    const terminate = () => {
      this.#interpreters.delete(interpreterId);
      this.#post({ type: "kill", interpreterId }, []);
    };
    const interpreter = new Kind(port1, terminate, () => this.#connectPostgres(interpreterId));
    this.#interpreters.set(interpreterId, interpreter);
    this.#post({ type, interpreterId }, [port2]);
    return interpreter;
  }

  /** A port to a Postgres of this interpreter's own, which begins to start now. */
  #connectPostgres(interpreterId: number): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#postgres ??= this.#fetchPostgres();
    this.#postgres.then(
      () => this.#post({ type: "spawnPostgres", interpreterId }, [port1]),
      (error: unknown) => {
        // The next program tries again.
        this.#postgres = null;
        port1.postMessage({ type: "failed", reason: messageOf(error) });
      },
    );
    return port2;
  }

  async #fetchPostgres(): Promise<void> {
    const { unpackPostgres } = await import("./postgres.ts");
    const files = await unpackPostgres();
    this.#post({ type: "usePostgres", files }, Object.values(files));
  }

  /** Messages wait until there is somebody to hear them, and keep their order. */
  #post(message: ToFrame, transfer: Transferable[]): void {
    void this.#ready.promise.then(() => {
      // An opaque origin has no name to address; the frame's document is ours.
      this.#frame.contentWindow?.postMessage(message, "*", transfer);
    });
  }

  #receive(event: MessageEvent): void {
    if (event.source !== this.#frame.contentWindow) {
      return;
    }
    const message = v.safeParse(FromFrame, event.data);
    if (!message.success) {
      return;
    }
    switch (message.output.type) {
      case "frameReady":
        this.#ready.resolve();
        break;
      case "prepared":
        this.#prepared.resolve(message.output.compileMilliseconds);
        break;
      case "prepareFailed":
        this.#prepared.reject(new Error(message.output.reason));
        this.#prepared = Promise.withResolvers<number>();
        break;
      case "interpreterDied": {
        const { interpreterId, reason } = message.output;
        if (interpreterId === SNAPSHOT_MAKER) {
          this.#makerDied(new Error(reason));
        } else {
          this.#interpreters.get(interpreterId)?.died(reason);
        }
        break;
      }
      default:
        assertNever(message.output);
    }
  }
}
