/**
 * The page's handle on the sandbox frame: an opaque origin without network or storage, in which
 * interpreters run. There is no way to run a program outside it.
 */

import * as v from "valibot";
import { assertNever } from "../lib/assert.ts";
import { type EngineFiles, FromFrame, type ToFrame } from "../protocol.ts";
import { Interpreter } from "./interpreter.ts";

export class Sandbox {
  readonly #frame: HTMLIFrameElement;
  readonly #ready = Promise.withResolvers<void>();
  #prepared = Promise.withResolvers<void>();
  readonly #interpreters = new Map<number, Interpreter>();
  #nextId = 1;

  /** @param frameDocument the frame's whole document, with its CSP; from the build. */
  constructor(frameDocument: string) {
    this.#frame = document.createElement("iframe");
    this.#frame.setAttribute("sandbox", "allow-scripts");
    this.#frame.srcdoc = frameDocument;
    this.#frame.hidden = true;
    this.#frame.title = "Python sandbox";
    this.#frame.setAttribute("aria-hidden", "true");
    this.#frame.tabIndex = -1;
    addEventListener("message", (event) => this.#receive(event));
    document.body.append(this.#frame);
  }

  /** Hand over the engine and compile it. Takes the files' buffers. */
  async prepare(files: EngineFiles, jspi: boolean): Promise<void> {
    await this.#ready.promise;
    this.#post({ type: "prepare", files, jspi }, Object.values(files));
    await this.#prepared.promise;
  }

  /** Start an interpreter; it says itself when it is ready. */
  spawn(): Interpreter {
    const interpreterId = this.#nextId++;
    const { port1, port2 } = new MessageChannel();
    const interpreter = new Interpreter(port1, () => {
      this.#interpreters.delete(interpreterId);
      this.#post({ type: "kill", interpreterId }, []);
    });
    this.#interpreters.set(interpreterId, interpreter);
    this.#post({ type: "spawn", interpreterId }, [port2]);
    return interpreter;
  }

  #post(message: ToFrame, transfer: Transferable[]): void {
    // An opaque origin has no name to address; the frame's document is ours.
    this.#frame.contentWindow?.postMessage(message, "*", transfer);
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
        this.#prepared.resolve();
        break;
      case "prepareFailed":
        this.#prepared.reject(new Error(message.output.reason));
        this.#prepared = Promise.withResolvers<void>();
        break;
      case "interpreterDied":
        this.#interpreters.get(message.output.interpreterId)?.died(message.output.reason);
        break;
      default:
        assertNever(message.output);
    }
  }
}
