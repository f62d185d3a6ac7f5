/** Completion at once, from the syntax trees: keywords, and the learner's own names in all files. */

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { localCompletionSource, pythonLanguage } from "@codemirror/lang-python";
import { syntaxTree } from "@codemirror/language";
import type { SyntaxNode } from "@lezer/common";
import type { Files } from "../../document/document.ts";
import { PYTHON_WORDS } from "./words.ts";

export const WORD = /^[\w\u00a1-\uffff]*$/;

/** Longer files are another's business: parsing them would hold up a key. */
const MAX_CHARACTERS = 100_000;

/**
 * @param others the files beside the one that is edited.
 * @returns null inside of strings and comments, and behind a dot.
 */
export function ownNames(context: CompletionContext, others: Files): CompletionResult | null {
  if (context.matchBefore(/\.\s*[\w\u00a1-\uffff]*$/) !== null) {
    return null;
  }
  for (const around of namesOfNodes(context)) {
    if (around === "ImportStatement") {
      return null; // what there is to import, Python knows
    }
  }
  const here = localCompletionSource(context);
  if (here === null || here instanceof Promise) {
    return null;
  }
  const options = new Map<string, Completion>();
  for (const option of [...here.options, ...namesIn(others), ...PYTHON_WORDS]) {
    if (!options.has(option.label)) {
      options.set(option.label, option);
    }
  }
  return { from: here.from, options: [...options.values()], validFor: WORD };
}

function* namesOfNodes({ state, pos }: CompletionContext): Generator<string> {
  let node: SyntaxNode | null = syntaxTree(state).resolveInner(pos, -1);
  for (; node !== null; node = node.parent) {
    yield node.name;
  }
}

const parsed = new Map<string, { readonly text: string; readonly names: readonly Completion[] }>();

/** What other files define at their top, and their own names as modules. */
function namesIn(files: Files): Completion[] {
  return Object.entries(files)
    .filter(([name, text]) => name.endsWith(".py") && text.length <= MAX_CHARACTERS)
    .flatMap(([name, text]) => {
      const known = parsed.get(name);
      const names = known?.text === text ? known.names : topNames(text);
      parsed.set(name, { text, names });
      const module = name.slice(0, -".py".length);
      return [{ label: module, type: "namespace", boost: -1 }, ...names];
    });
}

/** The functions, classes and variables at the top of a file. */
export function topNames(text: string): Completion[] {
  const names: Completion[] = [];
  const cursor = pythonLanguage.parser.parse(text).cursor();
  if (!cursor.firstChild()) {
    return names;
  }
  do {
    const node =
      cursor.node.getChild("FunctionDefinition") ??
      cursor.node.getChild("ClassDefinition") ??
      cursor.node;
    const name = node.getChild("VariableName");
    const type = TYPES[node.name];
    if (name !== null && type !== undefined) {
      names.push({ label: text.slice(name.from, name.to), type, boost: -1 });
    }
  } while (cursor.nextSibling());
  return names;
}

const TYPES: Readonly<Record<string, string>> = {
  FunctionDefinition: "function",
  ClassDefinition: "class",
  AssignStatement: "variable",
};
