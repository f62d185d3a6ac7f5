/** The bare page: a worker with Pyodide, and its output as lines. Runs the program after "#". */

const log = document.querySelector("[role=log]");
const worker = new Worker("bare-worker.js", { type: "module" });
let program = decodeURIComponent(location.hash.slice(1));
let ended = Promise.withResolvers();

worker.onmessage = ({ data }) => {
  if (data.type === "lines") {
    show(data.lines);
  } else if (data.type === "ended") {
    ended.resolve();
  } else {
    ended.reject(new Error(data.reason));
  }
};

function show(lines) {
  const fragment = document.createDocumentFragment();
  for (const line of lines) {
    const element = document.createElement("div");
    element.dataset.stream = "stdout";
    element.textContent = line;
    fragment.append(element);
  }
  log.append(fragment);
  log.scrollTop = log.scrollHeight;
}

window.contender = {
  /** Put another program in place, with an empty output. */
  load(text) {
    program = text;
    log.replaceChildren();
  },

  start() {
    ended = Promise.withResolvers();
    worker.postMessage(program);
  },

  /** Resolves when the last started program has ended. */
  ended: () => ended.promise,
};

window.contender.start();
