/** What Python runs outside of any function: a script and a notebook differ there. */

import { parser } from "@lezer/python";

export type Range = { readonly from: number; readonly to: number };

export type TopLevel = {
  /** Whether it awaits there, which a notebook can and a script can't. */
  readonly awaits: boolean;
  /** Each `await x` that is a statement of its own; `argument` is x. */
  readonly awaited: readonly Call[];
  /** Each `asyncio.run(x)` that is a statement of its own; `argument` is x. */
  readonly runs: readonly Call[];
  /** Imports that can't stand in a function: `from x import *`, `from __future__ import x`. */
  readonly fixedImports: readonly Range[];
};
export type Call = Range & { readonly argument: Range };

/** Where a name would mean the function's, not the module's. */
const FUNCTIONS = new Set(["FunctionDefinition", "LambdaExpression", "ClassDefinition"]);

const STRINGS = /^(?:Format)?String$/;

/** Where a line goes on that has begun before. */
const UNFINISHED =
  /^(?:String|FormatString|ContinuedString|ArgList|ParamList|Parenthesized|Array|Tuple|Dictionary|Set|Member|Subscript|Comprehension)/;

export function readTopLevel(code: string): TopLevel {
  const awaited: Call[] = [];
  const runs: Call[] = [];
  const fixedImports: Range[] = [];
  let awaits = false;
  const tree = parser.parse(code);
  tree.cursor().iterate((node) => {
    if (FUNCTIONS.has(node.name)) {
      return false;
    }
    if (node.name === "AwaitExpression" || node.name === "async") {
      awaits = true;
    }
    const { from, to } = node;
    if (node.name === "ImportStatement" && /\*|\b__future__\b/.test(code.slice(from, to))) {
      fixedImports.push({ from, to });
    }
    if (node.name === "ExpressionStatement") {
      const text = code.slice(from, to);
      const call = node.node.firstChild;
      if (call?.name === "AwaitExpression" && call.firstChild?.nextSibling != null) {
        const { from: start } = call.firstChild.nextSibling;
        awaited.push({ from, to: call.to, argument: { from: start, to: call.to } });
      } else if (call?.name === "CallExpression" && /^asyncio\s*\.\s*run\s*\(/.test(text)) {
        const list = call.lastChild;
        const argument = list?.firstChild?.nextSibling;
        // One argument, by place, which nothing follows but the bracket.
        if (
          list?.name === "ArgList" &&
          argument?.name === "CallExpression" &&
          argument.nextSibling?.name === ")"
        ) {
          runs.push({ from, to: call.to, argument: { from: argument.from, to: argument.to } });
        }
      }
    }
    return true;
  });
  return { awaits, awaited, runs, fixedImports };
}

/** The starts of the lines that begin inside a string. */
export function linesInStrings(code: string): ReadonlySet<number> {
  return linesWithin(code, STRINGS);
}

/** The starts of the lines that go on with what an earlier line has begun. */
export function linesGoingOn(code: string): ReadonlySet<number> {
  const starts = linesWithin(code, UNFINISHED);
  for (const { index, 0: end } of code.matchAll(/\\\r?\n/g)) {
    starts.add(index + end.length);
  }
  return starts;
}

/** In one pass, and no deeper than needed: a stranger's brackets may be nested a million times. */
function linesWithin(code: string, names: RegExp): Set<number> {
  const starts = new Set<number>();
  parser
    .parse(code)
    .cursor()
    .iterate(({ name, from, to }) => {
      if (!names.test(name)) {
        return true;
      }
      let at = code.indexOf("\n", from);
      while (at !== -1 && at < to) {
        starts.add(at + 1);
        at = code.indexOf("\n", at + 1);
      }
      return false;
    });
  return starts;
}
