/** Entry point of the interpreter's worker: boots Python and connects it to the page's port. */

import type { FromWorker, ToWorker } from "../protocol.ts";
import { type BootMessage, bootPyodide } from "./boot.ts";
import { Interpreter } from "./interpreter.ts";

globalThis.onmessage = async (event: MessageEvent<BootMessage>) => {
  globalThis.onmessage = null;
  const port = event.ports[0];
  if (port === undefined) {
    throw new Error("the frame sent no port");
  }
  const post = (message: FromWorker) => port.postMessage(message);
  try {
    const interpreter = new Interpreter(await bootPyodide(event.data), post);
    port.onmessage = ({ data }: MessageEvent<ToWorker>) => interpreter.receive(data);
    post({ type: "ready", jspi: interpreter.jspi });
  } catch (reason) {
    post({ type: "bootFailed", reason: String(reason).slice(0, 2_000) });
  }
};
