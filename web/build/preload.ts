/** Has the browser start Python, and fetch what main.ts will import, while it still reads the page. */

import { type InlineScript, inlineScript } from "./bundle.ts";
import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";
import { PAGE } from "../src/offline/files.ts";

export function preloadPlugin(): Plugin {
  return {
    name: "asyncarium:preload",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { path, bundle = {} }): HtmlTagDescriptor[] => {
        if (path !== `/${PAGE}`) {
          return [];
        }
        const { code } = ENGINE_SCRIPT;
        return [{ tag: "script", children: code, injectTo: "body-prepend" }, ...behindMain(bundle)];
      },
    },
  };
}

/**
 * Starts Python. An async script would wait in Chromium until all of the page has been read: an
 * import does not. In the body, because the sandbox's frame has to be put somewhere. Where it fails,
 * main.ts does as well, which imports the same, and that is told.
 */
export const ENGINE_SCRIPT: InlineScript = inlineScript(
  'import(document.getElementById("engine").href).catch(() => {})',
);

/** What the engine's script imports, and the chunk that main.ts imports last. */
function behindMain(bundle: Rolldown.OutputBundle): HtmlTagDescriptor[] {
  const known = withImports(chunkWith("src/main.ts", bundle), bundle);
  const wanted = ["src/engine-at-once.ts", "src/workbench.ts"].flatMap((module) => [
    ...withImports(chunkWith(module, bundle), bundle),
  ]);
  const { fileName } = chunkWith("src/engine-at-once.ts", bundle);
  return [...new Set(wanted)]
    .filter((name) => !known.has(name))
    .map((name) => ({
      tag: "link",
      attrs: {
        ...(name === fileName ? { id: "engine" } : {}),
        ...{ rel: "modulepreload", crossorigin: true, href: `./${name}` },
      },
      injectTo: "head",
    }));
}

/** The names of a chunk's file and of all that come with it. */
function withImports(chunk: Rolldown.OutputChunk, bundle: Rolldown.OutputBundle): Set<string> {
  const names = new Set([chunk.fileName]);
  // A set goes on to those that are added meanwhile.
  for (const name of names) {
    const one = bundle[name];
    for (const imported of one?.type === "chunk" ? one.imports : []) {
      names.add(imported);
    }
  }
  return names;
}

/** @throws Error when no chunk holds that module. */
function chunkWith(module: string, bundle: Rolldown.OutputBundle): Rolldown.OutputChunk {
  for (const chunk of Object.values(bundle)) {
    if (chunk.type === "chunk" && chunk.moduleIds.some((id) => id.endsWith(`/${module}`))) {
      return chunk;
    }
  }
  throw new Error(`no chunk holds ${module}`);
}
