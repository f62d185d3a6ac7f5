/** The parts of a pane, as the build has written them. */

import { find } from "../lib/find.ts";
import { CLOCK_MODES } from "../protocol.ts";

export type PaneElements = {
  readonly title: HTMLElement;
  readonly run: HTMLButtonElement;
  readonly stop: HTMLButtonElement;
  readonly reset: HTMLButtonElement;
  readonly clock: HTMLSelectElement;
  /** Holds the program's text, and then the editor. */
  readonly code: HTMLElement;
  /** What the pane is doing, in words; announced politely. */
  readonly status: HTMLElement;
  readonly outputBar: HTMLElement;
  readonly output: HTMLElement;
};

export function findElements(section: HTMLElement): PaneElements {
  const clock = find<HTMLSelectElement>("[data-do=clock]", section);
  if (clock.options.length === 0) {
    // Not in the page that is sent: for each list of options Chromium asks whether the reader
    // could fill it in, and lays out what is out of sight.
    clock.append(...CLOCK_MODES.map((mode) => new Option(mode)));
  }
  return {
    title: find(".pane-title", section),
    run: find<HTMLButtonElement>("[data-do=run]", section),
    stop: find<HTMLButtonElement>("[data-do=stop]", section),
    reset: find<HTMLButtonElement>("[data-do=reset]", section),
    clock,
    code: find(".pane-code", section),
    status: find(".pane-status", section),
    outputBar: find(".pane-output-bar", section),
    output: find(".output", section),
  };
}
