/**
 * "Predict first": the reader puts the lines of a program in order before it runs.
 *
 *     closed ──"Predict"──▶ choosing ──last line chosen──▶ chosen ──a run──▶ compared
 *        ▲                     │  ▲                          │                  │
 *        └───────"Skip"────────┘  └──a line is taken back────┘   "Again" ──▶ choosing
 *
 * Only this browser knows what was predicted.
 */

import * as v from "valibot";
import { assertNever } from "../lib/assert.ts";
import { button } from "../lib/dom.ts";
import { readStored, writeStored } from "../lib/storage.ts";
import type { Expectation } from "./expectation.ts";

type State =
  | { readonly kind: "closed" }
  | { readonly kind: "choosing"; readonly order: readonly string[] }
  | { readonly kind: "chosen"; readonly order: readonly string[] }
  | { readonly kind: "compared"; readonly order: readonly string[] };

/** By the pane's name: the order that was compared, or that the reader skipped it. */
const Stored = v.record(v.string(), v.union([v.array(v.string()), v.literal("skipped")]));

export class Prediction {
  readonly element: HTMLElement;
  /** Stays while the rest changes, so that its changes are read out. */
  readonly #head = document.createElement("p");
  readonly #body = document.createElement("div");
  readonly #example: string;
  readonly #program: string;
  readonly #lines: readonly string[];
  #state: State;

  /** @param expectation its lines are to be put in order; no two of them are the same. */
  constructor(example: string, program: string, expectation: Expectation) {
    this.#example = example;
    this.#program = program;
    this.#lines = expectation.lines
      .filter(({ stream }) => stream === "stdout")
      .map(({ text }) => text);
    this.element = document.createElement("div");
    this.element.className = "prediction";
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", "Predict first");
    this.#head.setAttribute("aria-live", "polite");
    this.element.append(this.#head, this.#body);
    this.#state = this.#remembered();
    this.#render();
  }

  /** A run of `program` has printed what the handbook says. */
  compare(program: string): void {
    if (this.#state.kind === "chosen" && program === this.#program) {
      this.#become({ kind: "compared", order: this.#state.order });
      remember(this.#example, [...this.#state.order]);
    }
  }

  #remembered(): State {
    const stored = readAll()[this.#example];
    if (stored === "skipped") {
      return { kind: "closed" };
    }
    const whole =
      stored !== undefined &&
      stored.length === this.#lines.length &&
      this.#lines.every((line) => stored.includes(line));
    return whole ? { kind: "compared", order: stored } : { kind: "choosing", order: [] };
  }

  #become(state: State): void {
    const focused = this.element.contains(document.activeElement);
    this.#state = state;
    this.#render();
    if (focused) {
      // The button that was pressed is gone: the focus goes to what comes next.
      const next = [".choices button", ".primary", "button"]
        .map((selector) => this.#body.querySelector<HTMLElement>(selector))
        .find((button) => button !== null);
      next?.focus({ preventScroll: true });
    }
  }

  #choose(order: readonly string[]): void {
    this.#become({ kind: order.length === this.#lines.length ? "chosen" : "choosing", order });
  }

  #render(): void {
    const state = this.#state;
    switch (state.kind) {
      case "closed":
        this.#show(
          "",
          button("Predict the order of its lines", () => this.#choose([])),
        );
        break;
      case "choosing":
        this.#show(
          "Predict first: in which order will these lines come? Choose them one after the other.",
          this.#chosen(state.order),
          this.#choices(state.order),
          button("Skip", () => {
            remember(this.#example, "skipped");
            this.#become({ kind: "closed" });
          }),
        );
        break;
      case "chosen":
        this.#show(
          "Your prediction. Run the program and see.",
          this.#chosen(state.order),
          runButton(),
        );
        break;
      case "compared":
        this.#show(
          describeScore(this.#lines, state.order),
          this.#compared(state.order),
          button("Predict again", () => this.#choose([])),
        );
        break;
      default:
        assertNever(state);
    }
  }

  #show(head: string, ...body: readonly HTMLElement[]): void {
    this.#head.textContent = head;
    this.#body.replaceChildren(...body);
  }

  #choices(order: readonly string[]): HTMLElement {
    const left = shuffled(this.#lines).filter((line) => !order.includes(line));
    return list("ul", "choices", left, (line) =>
      button(line, () => this.#choose([...order, line])),
    );
  }

  #chosen(order: readonly string[]): HTMLElement {
    return list("ol", "chosen", order, (line) => {
      const back = button(line, () => this.#choose(order.filter((one) => one !== line)));
      back.setAttribute("aria-label", `${line}: take it back`);
      return back;
    });
  }

  #compared(order: readonly string[]): HTMLElement {
    return list("ol", "compared", this.#lines, (line, at) => {
      const said = order.indexOf(line);
      const row = document.createElement("div");
      row.dataset["right"] = String(said === at);
      const text = document.createElement("code");
      text.textContent = line;
      const note = document.createElement("span");
      note.textContent = said === at ? "as you said" : `you said number ${said + 1}`;
      row.append(text, note);
      return row;
    });
  }
}

function describeScore(lines: readonly string[], order: readonly string[]): string {
  const right = lines.filter((line, at) => order[at] === line).length;
  return right === lines.length
    ? "You predicted every line in its place."
    : `You predicted ${right} of ${lines.length} lines in their place.`;
}

/** The same disorder every time, and never the order itself. */
function shuffled(lines: readonly string[]): string[] {
  const order = [...lines].sort((a, b) => (a < b ? -1 : 1));
  return order.every((line, at) => line === lines[at]) ? order.reverse() : order;
}

function readAll(): v.InferOutput<typeof Stored> {
  try {
    return v.parse(Stored, JSON.parse(readStored("predictions") ?? "{}"));
  } catch {
    return {}; // not ours, or of another version
  }
}

function remember(example: string, value: string[] | "skipped"): void {
  writeStored("predictions", JSON.stringify({ ...readAll(), [example]: value }));
}

function list(
  tag: "ol" | "ul",
  className: string,
  lines: readonly string[],
  part: (line: string, at: number) => HTMLElement,
): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.append(
    ...lines.map((line, at) => {
      const item = document.createElement("li");
      item.append(part(line, at));
      return item;
    }),
  );
  return element;
}

/** As the pane's own Run. */
function runButton(): HTMLButtonElement {
  const element = button("Run and compare", () => {});
  element.className = "primary";
  element.dataset["do"] = "run";
  return element;
}
