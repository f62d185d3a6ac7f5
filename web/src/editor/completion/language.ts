/** Completion from the language interpreter: the standard library, attributes, builtins. */

import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { Assistance } from "../assistance.ts";
import { documentationNode } from "../documentation/node.ts";
import { type Surroundings, questionAt } from "../question.ts";
import { WORD, ownNames } from "./names.ts";

/** Where nothing is to be completed. */
const TEXT = new Set(["String", "FormatString", "Comment"]);

export function languageSource(
  { language }: Assistance,
  surroundings: () => Surroundings,
): CompletionSource {
  const ask = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const word = context.matchBefore(/[\w\u00a1-\uffff]+$/);
    const opens = context.matchBefore(/(\.|\b(?:from|import)\s+|\bimport\s[^#]*,\s*)$/) !== null;
    const node = syntaxTree(context.state).resolveInner(context.pos, -1);
    const begun = word !== null && !/^\d/.test(word.text);
    if (TEXT.has(node.name) || !(begun || opens || context.explicit)) {
      return null;
    }
    const around = surroundings();
    const question = questionAt("complete", context.state.doc, context.pos, around);
    const answer = await language.ask(question);
    if (context.aborted || answer?.type !== "completions") {
      return null;
    }
    const own = new Set(ownNames(context, around.files)?.options.map(({ label }) => label));
    const hidden = word?.text.startsWith("_") !== true;
    const options = answer.names
      .filter(({ name }) => !own.has(name) && !(hidden && name.startsWith("_")))
      .map(({ name, kind }): Completion => {
        const type = TYPES[kind];
        const describe = questionAt("describe", context.state.doc, context.pos, around, name);
        return {
          label: name,
          ...(type === undefined ? {} : { type }),
          info: async () => documentationNode(await language.ask(describe)),
        };
      });
    return { from: word?.from ?? context.pos, options, validFor: WORD };
  };
  return ask;
}

/** jedi's kinds, as the list of completions shows them. */
const TYPES: Readonly<Record<string, string>> = {
  function: "function",
  class: "class",
  module: "namespace",
  instance: "variable",
  statement: "variable",
  param: "variable",
  property: "property",
  keyword: "keyword",
};
