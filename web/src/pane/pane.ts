/** One program on the page: its editor, its output, its buttons. */

import { ConsolePanel } from "../console/panel.ts";
import { type Files, MAIN, type ProgramDocument, sameFiles } from "../document/document.ts";
import { Editor } from "../editor/editor.ts";
import { changeFiles } from "../files/changes.ts";
import { FileTabs } from "../files/tabs.ts";
import { assertNever } from "../lib/assert.ts";
import { find } from "../lib/find.ts";
import { Share } from "../links/share.ts";
import { OutputView } from "../output/view.ts";
import type { ClockMode } from "../protocol.ts";
import type { Interpreter, Program } from "../runtime/interpreter.ts";
import type { EngineStatus, Pool } from "../runtime/pool.ts";
import type { Ending, Run } from "../runtime/run.ts";
import { NetworkTab } from "../network/tab.ts";
import { INTERNET, internetFor } from "../network/wanted.ts";
import { toast } from "../toast/toasts.ts";
import { WrittenList } from "../written/list.ts";
import { Asking } from "./asking.ts";
import { copyText } from "./clipboard.ts";
import { type PaneElements, findElements } from "./elements.ts";
import { FailureNotice } from "./failure.ts";
import { getHelp } from "./help.ts";
import { Layout } from "./layout.ts";
import { Lesson } from "./lesson.ts";
import { menuItems } from "./menu-items.ts";
import { type MenuItem, menuButton } from "./menu.ts";
import { Progress } from "./progress.ts";
import { type PaneState, describeState, failedAt } from "./state.ts";
import { Supplying } from "./supplying.ts";
import { type Action, onPaper, readEarlyEdit } from "./static.ts";
import { Zen } from "./zen.ts";

/** What the reader can do that puts another text in the place of theirs, or runs it. */
export type Deed = "run" | "reset" | "cure" | "open";

export class Pane {
  readonly section: HTMLElement;
  readonly elements: PaneElements;
  readonly editor: Editor;
  readonly output: OutputView;
  /** What else stands under "More". */
  readonly menuGroups: (() => readonly MenuItem[])[] = [];
  readonly tabs: FileTabs;
  readonly layout: Layout;
  readonly zen: Zen;
  /** Gets the program its packages. */
  readonly supplying = new Supplying((text) => this.say(text ?? describeState(this.#state)));
  readonly network = new NetworkTab(() => this.#title);
  readonly #pool: Pool;
  readonly #failure: FailureNotice;
  readonly #lesson: Lesson;
  readonly #progress = new Progress();
  readonly #asking: Asking;
  readonly #console: ConsolePanel;
  readonly #written = new WrittenList();
  readonly #share = new Share(this);
  /** What Reset brings back. */
  #original: Files;
  #title: string;
  readonly #listeners: (() => void)[] = [];
  readonly #deedListeners: ((deed: Deed) => void)[] = [];
  #state: PaneState = { kind: "loading", runRequested: false, engine: { kind: "idle" } };
  /** Counts the wishes to run: one that was withdrawn must not be granted later. */
  #request = 0;
  #run: Run | null = null;
  /** Another program was opened while it ran: nothing of it is shown any more. */
  #abandoned = false;
  #ran: Program | null = null;
  /** Whether the reader has removed lines of the last run. */
  #cleared = false;

  /** @param section as the build has written it; the editor takes the place of the text in it. */
  constructor(section: HTMLElement, pool: Pool) {
    this.section = section;
    this.#pool = pool;
    this.elements = findElements(section);
    const { code, title, output, outputBar } = this.elements;
    const pre = find("pre", code);
    const early = readEarlyEdit(pre);
    this.#original = { [MAIN]: early.original };
    this.#title = title.textContent ?? "";
    this.output = new OutputView(output, {
      knows: (file) => this.editor.names.includes(file),
      show: ({ file, line }) => this.editor.goTo(file, line),
    });
    this.#asking = new Asking(section, this.output);
    this.#console = new ConsolePanel(this.output, {
      onChange: () => this.#update(),
      onFiles: (written) => this.#written.show(written),
      onExchanges: (exchanges) => this.network.add(exchanges),
    });
    output.after(
      this.supplying.notice,
      this.#console.element,
      this.#written.element,
      this.network.element,
    );
    this.#failure = new FailureNotice(() => void pool.start());
    this.elements.status.after(this.#progress.elapsed);
    outputBar.after(this.#progress.bar, this.#failure.element);
    this.#lesson = new Lesson(section, this.elements, early.original);

    pre.replaceWith(onPaper(pre));
    this.editor = new Editor(code, {
      files: this.#original,
      onRun: () => this.#start(),
      onEdit: () => this.#update(),
      say: (text) => this.say(text),
      help: getHelp,
      // The real internet was allowed for what stood there.
      onReplaced: () => this.network.shutIn(),
      onShow: () => this.#update(),
    });
    if (early.text !== early.original) {
      // Typed into the original, before the editor was here: undo brings that back.
      this.editor.write(MAIN, early.text);
    }
    if (early.selection !== null) {
      this.editor.focus(...early.selection);
    }
    this.tabs = new FileTabs(this);
    title.parentElement?.append(...menuButton("More", () => menuItems(this)));
    this.layout = new Layout(section);
    this.zen = new Zen(section, find(".pane-toolbar", section), () => this.layout.show());
    pool.subscribe((status) => this.#engineChanged(status));
  }

  /** What Reset brings back. */
  get original(): Files {
    return this.#original;
  }

  /** How the last run ended; null before the first one, and while one runs. */
  get ending(): Ending | null {
    return "ending" in this.#state ? this.#state.ending : null;
  }

  /** What was run last. */
  get ran(): Program | null {
    return this.#ran;
  }

  /** Hear of every edit, and of every change of state. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Hear of what the reader does, before it is done. */
  onDeed(listener: (deed: Deed) => void): void {
    this.#deedListeners.push(listener);
  }

  /** Say in a few words what has happened, where the pane says what it is doing. */
  say(text: string): void {
    this.elements.status.textContent = text;
  }

  /** What stands in the pane now. */
  get document(): ProgramDocument {
    const clock = this.elements.clock.value as ClockMode;
    return { title: this.#title, files: this.editor.files, clock };
  }

  /** Do what a button says. */
  perform(action: Action): void {
    switch (action) {
      case "run":
        this.#start();
        break;
      case "stop":
        this.#stop();
        break;
      case "reset":
        changeFiles(this, "reset", this.#original, "The original code is back");
        break;
      case "share":
        void this.#share.copyLink();
        break;
      case "copy":
        void copyText(this.output.text(), "Output copied", this.elements.status);
        break;
      case "clear":
        this.#clearOutput();
        break;
      case "cure":
        this.#cure();
        break;
      default:
        assertNever(action);
    }
  }

  /** What the program is called. */
  get title(): string {
    return this.#title;
  }

  /** @param label what stands above it; its title, unless there is more to say. */
  name(title: string, label: string = title): void {
    this.#title = title;
    this.elements.title.textContent = label;
  }

  /**
   * Show another program; what ran is stopped, and nothing of the old one can be undone in it.
   * @param original what Reset brings back; the program as it is, if not given.
   */
  open({ title = MAIN, files, clock }: ProgramDocument, original: Files = files): void {
    this.#withdraw();
    if (this.#state.kind !== "stopping") {
      this.#run?.stop(); // twice would kill
    }
    this.name(title);
    this.editor.restart(original);
    // As the editor has it: ends of lines are one character there.
    this.#original = this.editor.files;
    this.editor.restart(files);
    this.elements.clock.value = clock;
    this.#console.close();
    this.#written.clear();
    this.network.clear();
    this.network.shutIn();
    this.output.reset(false);
    this.#ran = null;
    this.#lesson.clear();
    this.#abandoned = this.#run !== null;
    if (!this.#abandoned && this.#state.kind !== "loading") {
      this.#become({ kind: "ready" });
    }
    this.#update();
  }

  /** What stands there is about to be replaced, or run. */
  announce(deed: Deed): void {
    for (const listener of this.#deedListeners) {
      listener(deed);
    }
  }

  #clearOutput(): void {
    const hadLines = this.output.lines().length > 0;
    const undo = this.output.clear();
    this.#cleared = true;
    this.#asking.showAgain();
    this.#console.showPrompt();
    if (this.#run === null && hadLines) {
      toast("The output is cleared", { undo });
    }
  }

  #cure(): void {
    const { cured } = this.#lesson;
    if (cured !== null) {
      const { files } = this.editor;
      this.announce("cure");
      this.editor.write(MAIN, cured);
      const undo = () => {
        this.announce("open");
        this.editor.load(files);
      };
      toast("The cure is in the code: run it", { undo });
      this.elements.run.focus();
      this.section.scrollIntoView({ block: "nearest" });
    }
  }

  // Running

  #start(): void {
    if (this.#run !== null || (this.#state.kind === "loading" && this.#state.runRequested)) {
      return;
    }
    this.announce("run");
    this.editor.markError(null);
    this.#become({ kind: "loading", runRequested: true, engine: this.#pool.status });
    this.#request += 1;
    // What stands there now is what runs, however long Python takes to come.
    const { files, clock } = this.document;
    const internet = internetFor(files, this.network.settings);
    const program: Program = { files, clock, stdin: null, internet };
    void this.#runWhenReady(this.#request, program);
  }

  async #runWhenReady(request: number, program: Program): Promise<void> {
    const wanted = () => request === this.#request;
    try {
      const { files, internet } = program;
      const others = internet ? [INTERNET] : [];
      const concerned = this.supplying.concerns(files) || others.length > 0;
      const supply = concerned ? await this.supplying.supply(program, others, wanted) : null;
      if (!wanted()) {
        return;
      }
      // Not where the usual programs run, if it may use the real internet.
      const pool = internet?.real ? await this.network.pool() : this.#pool;
      const interpreter = wanted() ? await pool.take(wanted, supply?.preparation) : null;
      if (!wanted()) {
        interpreter?.kill("nobody wants it any more");
      } else if (interpreter !== null) {
        this.#runOn(pool, interpreter, supply === null ? program : { ...program, supply });
      }
    } catch (error) {
      if (wanted()) {
        this.#showStartFailure(error instanceof Error ? error.message : String(error));
      }
    }
  }

  #runOn(pool: Pool, interpreter: Interpreter, program: Program): void {
    const simulated = program.clock === "instant";
    this.output.reset(simulated);
    this.#console.close();
    this.#written.clear();
    this.network.clear(simulated);
    this.#cleared = false;
    this.#abandoned = false;
    this.#ran = program;
    this.#lesson.clear();
    this.#become({ kind: "running", simulated });
    if (this.zen.active) {
      this.elements.outputBar.scrollIntoView({ block: "nearest" });
    }
    this.#run = interpreter.run(program, {
      onOutput: (records, dropped, shown) => {
        if (this.#abandoned) {
          shown();
        } else {
          this.output.append(records, dropped, shown);
        }
      },
      onInputRequested: () => this.#abandoned || this.#ask(),
      onStopping: () => this.#become({ kind: "stopping" }),
      onFiles: (written) => this.#abandoned || this.#written.show(written),
      onExchanges: (exchanges) => this.#abandoned || this.network.add(exchanges),
      onEnd: (ending) => {
        pool.warm();
        void this.#end(ending, simulated, program.files);
      },
      onConsole: (session) => {
        if (this.#abandoned) {
          session.close("left");
        } else if (pool.keep(session)) {
          this.#console.open(session);
        } else {
          this.#console.refuse();
        }
      },
    });
  }

  #stop(): void {
    if (this.#withdraw()) {
      return;
    }
    if (this.#run !== null) {
      this.#run.stop();
    } else {
      this.#console.stop();
    }
  }

  /** Nothing runs yet: only the wish to is withdrawn. @returns whether there was one. */
  #withdraw(): boolean {
    const { kind } = this.#state;
    if (kind !== "loading" || !this.#state.runRequested) {
      return false;
    }
    this.#request += 1;
    this.#become({ kind, runRequested: false, engine: this.#pool.status });
    this.#engineChanged(this.#pool.status);
    return true;
  }

  /** @param ran what was run: lines of another text would be marked wrongly. */
  async #end(ending: Ending, simulated: boolean, ran: Files): Promise<void> {
    this.#asking.withdraw();
    await this.output.allShown();
    this.#run = null;
    if (this.#abandoned) {
      this.#become({ kind: "ready" });
      return;
    }
    if (sameFiles(this.editor.files, ran)) {
      this.editor.markError(failedAt(ending, this.editor.names));
    }
    const lines = this.output.lines();
    const verdict = this.#cleared
      ? null
      : this.#lesson.review({ text: ran[MAIN] ?? "", lines, ending, simulated });
    this.#become({ kind: ending.outcome, ending, simulated, verdict });
    await this.supplying.explain(ending, ran);
  }

  #showStartFailure(reason: string): void {
    const message = `Python could not be started: ${reason}`;
    const error = { type: "InterpreterCrash", message, line: null, place: null };
    this.output.reset(false);
    this.output.append([{ stream: "stderr", text: `${message}\n`, time: 0 }], 0, () => {});
    const ending: Ending = { outcome: "failed", error, durationSeconds: 0 };
    this.#become({ kind: "failed", ending, simulated: false, verdict: null });
  }

  #ask(): void {
    const run = this.#run;
    this.say("Waiting for your input");
    this.#asking.ask((line) => {
      this.say(describeState(this.#state));
      run?.input(line);
    });
  }

  // State

  #engineChanged(engine: EngineStatus): void {
    const label = this.section.querySelector<HTMLElement>("[data-without-jspi]");
    if (label !== null) {
      label.hidden = engine.kind !== "ready" || engine.jspi;
    }
    if (this.#state.kind !== "loading") {
      return;
    }
    if (engine.kind === "ready" && !this.#state.runRequested) {
      this.#become({ kind: "ready" });
    } else {
      this.#become({ ...this.#state, engine });
    }
    this.#failure.show(engine);
  }

  #become(state: PaneState): void {
    this.#state = state;
    this.section.dataset["state"] = state.kind;
    this.elements.status.textContent = describeState(state);
    this.#progress.show(state);
    this.#update();
  }

  #update(): void {
    const { run, stop, reset } = this.elements;
    const running = this.#state.kind === "running" || this.#state.kind === "stopping";
    const waiting = this.#state.kind === "loading" && this.#state.runRequested;
    run.disabled = running || waiting;
    stop.disabled = !running && !waiting && !this.#console.busy;
    stop.textContent = this.#state.kind === "stopping" ? "Stop now" : "Stop";
    reset.disabled = sameFiles(this.editor.files, this.#original);
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
