/** Pyodide as its documentation has it, with output in batches of a frame. */

import { loadPyodide } from "./pyodide.mjs";

const FRAME_MILLISECONDS = 16;
let lines = [];
let sentAt = Number.NEGATIVE_INFINITY;

const loading = loadPyodide({ indexURL: new URL(".", import.meta.url).href, stdout: write });

function write(line) {
  lines.push(line);
  if (performance.now() - sentAt >= FRAME_MILLISECONDS) {
    flush();
  }
}

function flush() {
  if (lines.length > 0) {
    postMessage({ type: "lines", lines });
    lines = [];
    sentAt = performance.now();
  }
}

onmessage = async ({ data: program }) => {
  try {
    const pyodide = await loading;
    await pyodide.runPythonAsync(program);
    flush();
    postMessage({ type: "ended" });
  } catch (reason) {
    postMessage({ type: "failed", reason: String(reason) });
  }
};
