/** Entry point of the linter's worker: ruff, away from the thread that the reader types on. */

import { PositionEncoding, Workspace, initSync } from "@astral-sh/ruff-wasm-web";
import { check, format } from "./checking.ts";
import type { FromLinter, ToLinter } from "./messages.ts";
import { RUFF_OPTIONS } from "./rules.ts";

let ruff: Workspace | null = null;
const post = (message: FromLinter) => postMessage(message);

globalThis.onmessage = ({ data: message }: MessageEvent<ToLinter>) => {
  switch (message.type) {
    case "open":
      try {
        initSync({ module: message.wasm });
        ruff = new Workspace(RUFF_OPTIONS, PositionEncoding.Utf16);
        post({ type: "opened" });
      } catch (reason) {
        post({ type: "openFailed", reason: String(reason) });
      }
      break;
    case "check": {
      const findings = ruff === null ? [] : check(ruff, message.text);
      post({ type: "checked", id: message.id, findings });
      break;
    }
    case "format": {
      const { id, text } = message;
      const result = ruff === null ? { kind: "formatted" as const, text } : format(ruff, text);
      post({ type: "formatted", id, result });
      break;
    }
  }
};
