/**
 * Calls that make a coroutine and leave it at that: the commonest mistake of async Python, and one
 * that no linter knows of.
 *
 * Only what is certain is reported: functions that this file defines with `async def`, methods of
 * the class that is being written, and asyncio's own coroutine functions.
 */

import type { SyntaxNode, Tree } from "@lezer/common";
import type { Finding } from "./finding.ts";

/** What in asyncio is a coroutine function. `gather` is none: it returns a future that runs. */
const COROUTINES = new Set([
  "open_connection",
  "open_unix_connection",
  "sleep",
  "start_server",
  "start_unix_server",
  "to_thread",
  "wait",
  "wait_for",
  "create_subprocess_exec",
  "create_subprocess_shell",
]);

/** @param text the file, of which `tree` is the syntax tree. */
export function neverAwaited(tree: Tree, text: string): Finding[] {
  const names = namesOf(tree, text);
  const findings: Finding[] = [];
  tree.iterate({
    enter: ({ node }) => {
      const call = node.name === "ExpressionStatement" ? node.firstChild : null;
      if (call?.name !== "CallExpression" || call.nextSibling !== null) {
        return;
      }
      const callee = call.firstChild;
      if (callee !== null && makesCoroutine(callee, text, names)) {
        findings.push(describe(call, callee, text));
      }
    },
  });
  return findings;
}

type Names = {
  /** Functions that are coroutine functions wherever the file names them. */
  readonly functions: ReadonlySet<string>;
  /** What the file calls asyncio. */
  readonly modules: ReadonlySet<string>;
};

function namesOf(tree: Tree, text: string): Names {
  const of = (node: SyntaxNode) => text.slice(node.from, node.to);
  const functions = new Set<string>();
  const others = new Set<string>();
  const modules = new Set<string>();
  tree.iterate({
    enter: ({ node }) => {
      switch (node.name) {
        case "FunctionDefinition": {
          const name = node.getChild("VariableName");
          if (name !== null && classOf(node) === null) {
            (isCoroutineFunction(node) ? functions : others).add(of(name));
          }
          break;
        }
        case "ImportStatement":
          for (const { name, as, from } of imports(node, of)) {
            if (from === null && name === "asyncio") {
              modules.add(as);
            } else if (from === "asyncio" && COROUTINES.has(name)) {
              functions.add(as);
            } else {
              others.add(as);
            }
          }
          break;
        case "ClassDefinition":
        case "AssignStatement":
        case "ParamList":
          node.getChildren("VariableName").forEach((name) => others.add(of(name)));
      }
    },
  });
  // What has two meanings is not judged.
  const certain = (names: Set<string>) => new Set([...names].filter((name) => !others.has(name)));
  return { functions: certain(functions), modules: certain(modules) };
}

function makesCoroutine(callee: SyntaxNode, text: string, { functions, modules }: Names): boolean {
  const of = (node: SyntaxNode) => text.slice(node.from, node.to);
  if (callee.name === "VariableName") {
    return functions.has(of(callee));
  }
  const [owner, name] = [callee.firstChild, callee.getChild("PropertyName")];
  if (callee.name !== "MemberExpression" || owner?.name !== "VariableName" || name === null) {
    return false;
  }
  if (modules.has(of(owner))) {
    return COROUTINES.has(of(name));
  }
  const method = of(owner) === "self" ? methodOf(callee, of(name), of) : null;
  return method !== null && isCoroutineFunction(method);
}

/** The method of that name in the class around; null if there is none, or more than one. */
function methodOf(
  inside: SyntaxNode,
  name: string,
  of: (node: SyntaxNode) => string,
): SyntaxNode | null {
  let around = functionAround(inside);
  while (around !== null && classOf(around) === null) {
    around = functionAround(around);
  }
  const body = around === null ? null : classOf(around)?.getChild("Body");
  const methods = (body?.getChildren("FunctionDefinition") ?? []).filter((one) => {
    const own = one.getChild("VariableName");
    return own !== null && of(own) === name;
  });
  return methods.length === 1 ? (methods[0] ?? null) : null;
}

/** An `async def` without `yield`; a decorator may make anything of it. */
function isCoroutineFunction(definition: SyntaxNode): boolean {
  if (definition.getChild("async") === null || definition.parent?.name === "DecoratedStatement") {
    return false;
  }
  let generator = false;
  definition
    .getChild("Body")
    ?.cursor()
    .iterate((node) => {
      generator ||=
        node.name === "YieldExpression" || node.name === "YieldStatement" || node.name === "yield";
      return node.name !== "FunctionDefinition" && node.name !== "LambdaExpression";
    });
  return !generator;
}

/** The class whose method a function is; null if it is none. */
function classOf(definition: SyntaxNode): SyntaxNode | null {
  const holder = definition.parent?.name === "DecoratedStatement" ? definition.parent : definition;
  const owner = holder.parent?.parent ?? null;
  return owner?.name === "ClassDefinition" ? owner : null;
}

function functionAround(node: SyntaxNode): SyntaxNode | null {
  let around = node.parent;
  while (around !== null && around.name !== "FunctionDefinition") {
    around = around.parent;
  }
  return around;
}

type Imported = { readonly from: string | null; readonly name: string; readonly as: string };

/** What an import statement brings; only plain names. */
function imports(statement: SyntaxNode, of: (node: SyntaxNode) => string): Imported[] {
  const text = of(statement).replaceAll(/[()\\]|#.*$/gm, " ");
  const match = /^(?:from\s+(\S+)\s+)?import\s+([\s\S]*)$/.exec(text.trim());
  return (match?.[2] ?? "").split(",").flatMap((part) => {
    const [name = "", , as = name] = part.trim().split(/\s+/);
    return name === "" ? [] : [{ from: match?.[1] ?? null, name, as }];
  });
}

function describe(call: SyntaxNode, callee: SyntaxNode, text: string): Finding {
  const name = text.slice(callee.from, callee.to);
  const around = functionAround(call);
  const { from, to } = call;
  const what = `${name}() only makes a coroutine: nothing in it runs until somebody awaits it.`;
  if (around !== null && around.getChild("async") !== null) {
    const fix = { name: "Insert await", at: from, insert: "await " };
    return { from, to, message: `${what} Write: await ${name}(…)`, fix };
  }
  const remedy =
    around === null
      ? `Start it with asyncio.run(${name}(…)).`
      : "Only a function that begins with async def can await it.";
  return { from, to, message: `${what} ${remedy}`, fix: null };
}
