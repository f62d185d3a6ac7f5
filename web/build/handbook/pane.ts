/**
 * A program's pane as it stands in the page before any script has run: its text, its buttons, what
 * it prints. The script that brings it to life is `web/src/pane/pane.ts`.
 */

import { diffLines } from "diff";
import { CLOCK_MODES } from "../../src/protocol.ts";
import { escapeHtml } from "./html.ts";
import type { Program, Transcript } from "./programs.ts";

export type PaneOptions = {
  /** The pane's address on the page, without "#". */
  readonly address: string;
  /** Ask the reader to put the lines in order before the first run. */
  readonly predict: boolean;
  /** What the error of a failing program teaches, as HTML. */
  readonly lesson: string | null;
};

export function renderProgramPane(program: Program, options: PaneOptions): string {
  const { id, code, transcript } = program;
  const attributes = [
    `data-example="${id}"`,
    `id="${options.address}"`,
    `aria-label="Program ${id}"`,
    ...(options.predict ? ["data-predict"] : []),
  ];
  const title = `<a class="pane-title" href="#${options.address}">${id}</a>`;
  return renderPane(attributes, title, code, [
    ...renderLabels(transcript),
    renderTranscript(transcript, "What it prints"),
    ...(options.lesson === null ? [] : [renderLesson(program, options.lesson)]),
  ]);
}

/** As the tabs will be that take its place: the page must not jump. */
const FILES = `<div class="file-bar"><div class="file-tabs"><span class="file-tab" data-shown>main.py</span></div></div>`;

/** The pane where readers write programs of their own. */
export function renderPlaygroundPane(code: string): string {
  const attributes = [`data-example="playground"`, `aria-label="Playground"`];
  return renderPane(attributes, `<span class="pane-title">main.py</span>`, code.trimEnd(), [], {
    files: FILES,
  });
}

/** The pane in somebody's page, before it has its program. */
export function renderEmbeddedPane(): string {
  const attributes = [`data-example="embed"`, `aria-label="Program"`];
  // The program's kind of time is shown before the scripts of a pane are there.
  const clocks = CLOCK_MODES.map((mode) => `<option>${mode}</option>`).join("");
  return renderPane(attributes, `<span class="pane-title">main.py</span>`, "", [], { clocks });
}

function renderPane(
  attributes: readonly string[],
  title: string,
  code: string,
  parts: readonly string[],
  { files = "", clocks = "" } = {},
): string {
  return `<section ${attributes.join(" ")} data-state="loading">
<div class="pane-toolbar">${title}
<button type="button" class="primary" data-do="run" title="Run this program (Ctrl+Enter)">Run</button>
<button type="button" data-do="stop" title="Stop: Ctrl-C first, pressed again at once" disabled>Stop</button>
<span class="pane-clock"><label>Time <select data-do="clock">${clocks}</select></label>
<button type="button" class="help" popovertarget="time-help" aria-label="About the three kinds of time">?</button></span>
<button type="button" data-do="reset" title="Back to the original code; undo brings yours back" disabled>Reset</button>
<button type="button" data-do="share" title="Copy a link that holds this program">Share</button></div>
<div class="pane-body"><div class="pane-edit">${files}<div class="pane-code"><pre tabindex="0"><code>${escapeHtml(code)}</code></pre></div></div>
<div class="pane-result"><div class="pane-output-bar"><span class="pane-status" role="status"></span>
<button type="button" data-do="copy" title="Copy the output">Copy</button>
<button type="button" data-do="clear" title="Clear the output">Clear</button></div>
<div class="output" role="log" aria-label="Output" tabindex="0"></div></div></div>
${parts.join("\n")}
</section>`;
}

/** Where the program prints something else than its transcript. The second is shown where it holds. */
function renderLabels({ desktop, withoutJspi }: Transcript): string[] {
  const { since, needs = [], differs } = desktop;
  const version = since === "3.11" ? "" : `, with Python ${since} or newer`;
  const packages = needs.length === 0 ? "" : `, after pip install ${needs.join(" ")}`;
  const elsewhere =
    differs === undefined
      ? `<b>Same on your machine</b>${escapeHtml(version + packages)}`
      : `<b>Not the same on your machine.</b> ${escapeHtml(differs)}`;
  return [
    `<p class="pane-label">${elsewhere}</p>`,
    ...(withoutJspi === undefined
      ? []
      : [
          `<p class="pane-label" data-without-jspi hidden><b>Not the same in this browser.</b> ${escapeHtml(withoutJspi)}</p>`,
        ]),
  ];
}

function renderTranscript(transcript: Transcript, label: string): string {
  const lines = transcript.lines.map(
    ({ stream, time, text }) =>
      `<li data-stream="${stream}" data-time="${time}">${escapeHtml(text)}</li>`,
  );
  const error = escapeHtml(JSON.stringify(transcript.error));
  return `<ol class="transcript" aria-label="${label}" data-error="${error}">${lines.join("")}</ol>`;
}

function renderLesson({ code, transcript: { error }, cure }: Program, lesson: string): string {
  if (error === null || cure === null) {
    throw new Error("a lesson belongs to a program that fails and can be cured");
  }
  const where = error.line === null ? "" : ` in line ${error.line}`;
  // A SyntaxError names the line itself.
  const [first = ""] = error.message.replace(/ \(main\.py, line \d+\)$/, "").split("\n");
  return `<div class="lesson"><p class="lesson-head">This program fails on purpose${where}:
<code>${escapeHtml(error.type)}: ${escapeHtml(first)}</code></p>
${lesson}
${renderCure(code, cure.code)}
<button type="button" data-do="cure">Apply the cure</button>
<template>${escapeHtml(cure.code)}</template>
${renderTranscript(cure.transcript, "What it prints when cured")}</div>`;
}

/** The lines that the cure takes away and puts in, each with its neighbours. */
function renderCure(code: string, cured: string): string {
  const changes = diffLines(code, cured);
  const lines = changes.flatMap(({ added, removed, value }, index) => {
    const text = value.replace(/\n$/, "").split("\n");
    if (added || removed) {
      return text.map((line) => renderChange(added ? "ins" : "del", line));
    }
    return neighbours(text, index > 0, index < changes.length - 1).map(escapeHtml);
  });
  return `<pre class="cure" tabindex="0" role="group" aria-label="The cure, line by line"><code>${lines.join("\n")}</code></pre>`;
}

function renderChange(tag: "ins" | "del", line: string): string {
  return `<${tag}>${tag === "ins" ? "+" : "−"} ${escapeHtml(line)}</${tag}>`;
}

/** What is shown of unchanged lines: those right beside a change. */
function neighbours(lines: readonly string[], after: boolean, before: boolean): string[] {
  const shown = lines.filter((line) => line.trim() !== "").map((line) => `  ${line}`);
  const first = after ? shown.slice(0, 1) : [];
  const last = before ? shown.slice(-1) : [];
  if (shown.length <= first.length + last.length) {
    return shown;
  }
  return after && before ? [...first, "  …", ...last] : [...first, ...last];
}
