/** One program on the page: its editor, its output, its buttons. */

import { Editor } from "../editor/editor.ts";
import { type SharedProgram, encodeLink } from "../links/codec.ts";
import { inputPrompt } from "../output/prompt.ts";
import { OutputView } from "../output/view.ts";
import type { ClockMode } from "../protocol.ts";
import type { Interpreter, Program } from "../runtime/interpreter.ts";
import type { EngineStatus, Pool } from "../runtime/pool.ts";
import type { Ending, Run } from "../runtime/run.ts";
import { type Controls, buildControls } from "./controls.ts";
import { type PaneState, describeState } from "./state.ts";

export class Pane {
  readonly #section: HTMLElement;
  readonly #pool: Pool;
  readonly #controls: Controls;
  readonly #editor: Editor;
  readonly #output: OutputView;
  readonly #failure: HTMLElement;
  #original: string;
  #title: string;
  /** The files of a shared program beside main.py. */
  #modules: Readonly<Record<string, string>> = {};
  #state: PaneState = { kind: "loading", runRequested: false, engine: { kind: "idle" } };
  /** Counts the wishes to run: one that was withdrawn must not be granted later. */
  #request = 0;
  #run: Run | null = null;
  #prompt: HTMLFormElement | null = null;

  /** @param section holds the program's text in a `<pre>`, which the editor takes the place of. */
  constructor(section: HTMLElement, pool: Pool) {
    this.#section = section;
    this.#pool = pool;
    const source = section.querySelector("pre");
    this.#original = source?.textContent ?? "";
    this.#title = section.dataset["title"] ?? section.dataset["example"] ?? "";
    this.#controls = buildControls(this.#title);
    this.#output = new OutputView("Output");
    this.#failure = document.createElement("div");
    this.#failure.className = "pane-failure";
    this.#failure.hidden = true;

    const code = document.createElement("div");
    code.className = "pane-code";
    this.#editor = new Editor(code, {
      text: this.#original,
      onRun: () => this.#start(),
      onEdit: () => this.#update(),
    });
    const { toolbar, outputBar } = this.#controls;
    section.replaceChildren(toolbar, code, outputBar, this.#failure, this.#output.element);
    this.#connect();
    pool.subscribe((status) => this.#engineChanged(status));
  }

  /** Show another program, as Reset's original too; what ran is stopped. Undo brings the old back. */
  open(program: SharedProgram, title: string): void {
    const { "main.py": text = "", ...modules } = program.files;
    this.#stop();
    this.#original = text;
    this.#modules = modules;
    this.#title = title;
    this.#editor.text = text;
    this.#editor.markError(null);
    this.#controls.clock.value = program.clock;
    const heading = this.#controls.toolbar.querySelector(".pane-title");
    if (heading !== null) {
      heading.textContent = title;
    }
    if (this.#run === null && this.#state.kind !== "loading") {
      this.#output.clear();
      this.#become({ kind: "ready" });
    }
    this.#update();
  }

  #connect(): void {
    const { run, stop, reset, share, copy, clear } = this.#controls;
    run.addEventListener("click", () => this.#start());
    stop.addEventListener("click", () => this.#stop());
    reset.addEventListener("click", () => {
      this.#editor.text = this.#original;
    });
    share.addEventListener("click", () => void this.#share());
    copy.addEventListener("click", () => void this.#copy(this.#output.text(), "Output copied"));
    clear.addEventListener("click", () => {
      this.#output.clear();
      if (this.#prompt !== null) {
        this.#output.appendWidget(this.#prompt);
      }
    });
  }

  // Running

  #start(): void {
    if (this.#run !== null || (this.#state.kind === "loading" && this.#state.runRequested)) {
      return;
    }
    this.#editor.markError(null);
    this.#become({ kind: "loading", runRequested: true, engine: this.#pool.status });
    this.#request += 1;
    // What stands there now is what runs, however long Python takes to come.
    const program: Program = {
      files: { ...this.#modules, "main.py": this.#editor.text },
      clock: this.#controls.clock.value as ClockMode,
      stdin: null,
    };
    void this.#runWhenReady(this.#request, program);
  }

  async #runWhenReady(request: number, program: Program): Promise<void> {
    try {
      const interpreter = await this.#pool.take(() => request === this.#request);
      if (interpreter !== null) {
        this.#runOn(interpreter, program);
      }
    } catch (error) {
      if (request === this.#request) {
        this.#showStartFailure(error instanceof Error ? error.message : String(error));
      }
    }
  }

  #runOn(interpreter: Interpreter, program: Program): void {
    const simulated = program.clock === "instant";
    const text = program.files["main.py"] ?? "";
    this.#output.reset(simulated);
    this.#become({ kind: "running", simulated });
    this.#run = interpreter.run(program, {
      onOutput: (records, dropped, shown) => this.#output.append(records, dropped, shown),
      onInputRequested: () => this.#ask(),
      onStopping: () => this.#become({ kind: "stopping" }),
      onEnd: (ending) => void this.#end(ending, simulated, text),
    });
  }

  #stop(): void {
    if (this.#run !== null) {
      this.#run.stop();
    } else if (this.#state.kind === "loading") {
      // Nothing runs yet: only the wish to is withdrawn.
      this.#request += 1;
      this.#become({ kind: "loading", runRequested: false, engine: this.#pool.status });
      this.#engineChanged(this.#pool.status);
    }
  }

  /** @param ran the text that was run: lines of another text would be marked wrongly. */
  async #end(ending: Ending, simulated: boolean, ran: string): Promise<void> {
    this.#prompt?.remove();
    this.#prompt = null;
    this.#pool.warm();
    await this.#output.allShown();
    this.#run = null;
    if (this.#editor.text === ran) {
      this.#editor.markError(ending.error?.line ?? null);
    }
    this.#become({ kind: ending.outcome, ending, simulated });
  }

  #showStartFailure(reason: string): void {
    const message = `Python could not be started: ${reason}`;
    const error = { type: "InterpreterCrash", message, line: null };
    this.#output.reset(false);
    this.#output.append([{ stream: "stderr", text: `${message}\n`, time: 0 }], 0, () => {});
    const ending: Ending = { outcome: "failed", error, durationSeconds: 0 };
    this.#become({ kind: "failed", ending, simulated: false });
  }

  #ask(): void {
    if (this.#prompt !== null) {
      return; // a Ctrl-C that the program outlived made it ask again
    }
    const prompt = inputPrompt((line) => {
      this.#prompt = null;
      this.#controls.status.textContent = describeState(this.#state);
      void this.#answer(line);
    });
    this.#prompt = prompt;
    this.#controls.status.textContent = "Waiting for your input";
    void this.#showPrompt(prompt);
  }

  async #answer(line: string | null): Promise<void> {
    const run = this.#run;
    // The echo first: the program's reply belongs below it.
    await this.#output.echo(line ?? "(end of input)");
    run?.input(line);
  }

  async #showPrompt(prompt: HTMLFormElement): Promise<void> {
    await this.#output.allShown();
    // Stopped or answered meanwhile?
    if (this.#prompt === prompt) {
      this.#output.appendWidget(prompt);
      // Not away from where the reader is typing elsewhere.
      const { activeElement } = document;
      if (activeElement === document.body || this.#section.contains(activeElement)) {
        prompt.querySelector("input")?.focus();
      }
    }
  }

  // Sharing

  async #share(): Promise<void> {
    const hash = await encodeLink({
      title: this.#title,
      files: { ...this.#modules, "main.py": this.#editor.text },
      clock: this.#controls.clock.value as ClockMode,
    });
    const link = new URL(`#${hash}`, location.href).href;
    await this.#copy(link, `Link copied (${link.length.toLocaleString("en")} characters)`);
  }

  async #copy(text: string, done: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#controls.status.textContent = done;
    } catch {
      // No clipboard (plain http, or refused): let the reader copy it by hand.
      this.#controls.status.textContent = "Could not copy by itself; copy this: ";
      const field = document.createElement("input");
      field.readOnly = true;
      field.value = text;
      field.setAttribute("aria-label", "Text to copy");
      this.#controls.status.append(field);
      field.select();
    }
  }

  // State

  #engineChanged(engine: EngineStatus): void {
    if (this.#state.kind !== "loading") {
      return;
    }
    if (engine.kind === "ready" && !this.#state.runRequested) {
      this.#become({ kind: "ready" });
    } else {
      this.#become({ ...this.#state, engine });
    }
    this.#showFailure(engine);
  }

  #showFailure(engine: EngineStatus): void {
    this.#failure.hidden = engine.kind !== "failed";
    if (engine.kind === "failed") {
      const retry = document.createElement("button");
      retry.type = "button";
      retry.textContent = "Try again";
      retry.addEventListener("click", () => void this.#pool.start());
      this.#failure.replaceChildren(
        `Python could not be loaded. ${engine.reason} Reading and editing work without it. `,
        retry,
      );
    }
  }

  #become(state: PaneState): void {
    this.#state = state;
    this.#section.dataset["state"] = state.kind;
    this.#controls.status.textContent = describeState(state);
    this.#update();
  }

  #update(): void {
    const { run, stop, reset } = this.#controls;
    const running = this.#state.kind === "running" || this.#state.kind === "stopping";
    const waiting = this.#state.kind === "loading" && this.#state.runRequested;
    run.disabled = running || waiting;
    stop.disabled = !running && !waiting;
    stop.textContent = this.#state.kind === "stopping" ? "Stop now" : "Stop";
    reset.disabled = this.#editor.text === this.#original;
  }
}
