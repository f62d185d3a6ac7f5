/** The buttons and labels around a pane's editor and output. */

import { CLOCK_MODES } from "../protocol.ts";

export type Controls = {
  readonly toolbar: HTMLElement;
  readonly run: HTMLButtonElement;
  readonly stop: HTMLButtonElement;
  readonly reset: HTMLButtonElement;
  readonly share: HTMLButtonElement;
  readonly clock: HTMLSelectElement;
  readonly outputBar: HTMLElement;
  readonly copy: HTMLButtonElement;
  readonly clear: HTMLButtonElement;
  /** What the pane is doing, in words; announced politely. */
  readonly status: HTMLElement;
};

/** @param title the program's name, as the pane's heading. */
export function buildControls(title: string): Controls {
  const heading = element("span", "pane-title", title);
  const run = button("Run", "Run this program (Ctrl+Enter)", "primary");
  const stop = button("Stop", "Stop: Ctrl-C first, pressed again at once");
  const reset = button("Reset", "Back to the original code; undo brings yours back");
  const share = button("Share", "Copy a link that holds this program");
  const clock = clockSelect();
  const label = element("label", "pane-clock", "Time ");
  label.append(clock);
  const toolbar = element("div", "pane-toolbar");
  toolbar.append(heading, run, stop, label, reset, share);

  const status = element("span", "pane-status");
  status.setAttribute("role", "status");
  const copy = button("Copy", "Copy the output");
  const clear = button("Clear", "Clear the output");
  const outputBar = element("div", "pane-output-bar");
  outputBar.append(status, copy, clear);
  return { toolbar, run, stop, reset, share, clock, outputBar, copy, clear, status };
}

function clockSelect(): HTMLSelectElement {
  const select = document.createElement("select");
  select.append(...CLOCK_MODES.map((mode) => new Option(mode, mode)));
  select.title =
    "instant: simulated time, in which waiting costs none. slow: a second takes five, to watch";
  return select;
}

function button(label: string, title: string, kind = ""): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label;
  element.title = title;
  element.className = kind;
  return element;
}

function element(tag: string, className: string, text = ""): HTMLElement {
  const created = document.createElement(tag);
  created.className = className;
  created.textContent = text;
  return created;
}
