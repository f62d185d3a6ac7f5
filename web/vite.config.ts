import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { bundle, inlineScript } from "./build/bundle.ts";
import { sharedChunks } from "./build/chunks.ts";
import { elementPlugin } from "./build/element.ts";
import { enginePlugin, packEngine, unpackedLibrary } from "./build/engine.ts";
import { handbookPlugin } from "./build/handbook/plugin.ts";
import { packLanguage } from "./build/language.ts";
import { licencesPlugin } from "./build/licences.ts";
import { packLinter, withoutOwnWasm } from "./build/linter.ts";
import { onDemandPlugin } from "./build/on-demand.ts";
import { packWheelhouse, simpleIndexPlugin } from "./build/packages.ts";
import { packPostgres, postgresPlugin } from "./build/postgres.ts";
import { policyPlugin } from "./build/policy.ts";
import { preloadPlugin } from "./build/preload.ts";
import { packOpenSandbox, sandboxDocument, sandboxPlugin } from "./build/sandbox.ts";
import { serviceWorkerPlugin } from "./build/service-worker.ts";

const page = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig(async () => {
  const sandbox = await sandboxDocument();
  const engine = await packEngine();
  const language = await packLanguage();
  const postgres = await packPostgres();
  const wheelhouse = await packWheelhouse();
  const others = [packLinter(), postgres, await packOpenSandbox()];
  const onDemand = [language, ...wheelhouse.files, ...others];
  const ENGINE_URLS = JSON.stringify(engine.map(({ url }) => `./${url}`));
  const early = {
    "index.html": inlineScript(await bundle("early.ts", { ENGINE_URLS })),
    "embed.html": inlineScript(await bundle("embed/early.ts")),
  };
  return {
    root: page("."),
    // Relative addresses: the site works under any path of any host.
    base: "./",
    build: {
      outDir: "../dist",
      emptyOutDir: true,
      target: "es2024",
      assetsInlineLimit: 0,
      // Every browser that can run the scripts can preload them.
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 1_000,
      rolldownOptions: {
        // Writing sixty programs into the page takes most of a build's time, and is meant to.
        checks: { pluginTimings: false },
        input: {
          index: page("index.html"),
          embed: page("embed.html"),
          "engine-at-once": page("src/engine-at-once.ts"),
        },
        output: {
          codeSplitting: {
            // What several chunks need is one file, not one for each set of chunks.
            groups: sharedChunks,
          },
        },
      },
    },
    worker: { format: "es" as const, plugins: () => [withoutOwnWasm()] },
    plugins: [
      handbookPlugin(),
      sandboxPlugin(sandbox),
      preloadPlugin(),
      policyPlugin(early, sandbox.scriptHash),
      enginePlugin(engine, await unpackedLibrary()),
      onDemandPlugin(onDemand),
      postgresPlugin(postgres),
      simpleIndexPlugin(wheelhouse),
      licencesPlugin(`${language.licences}\n\n${wheelhouse.licences}`),
      elementPlugin(),
      serviceWorkerPlugin(),
    ],
  };
});
