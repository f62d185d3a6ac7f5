import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { enginePlugin } from "./build/engine.ts";
import { handbookPlugin } from "./build/handbook.ts";
import { licencesPlugin } from "./build/licences.ts";
import { policyPlugin } from "./build/policy.ts";
import { sandboxDocument, sandboxPlugin } from "./build/sandbox.ts";

export default defineConfig(async () => {
  const sandbox = await sandboxDocument();
  return {
    root: fileURLToPath(new URL(".", import.meta.url)),
    // Relative addresses: the site works under any path of any host.
    base: "./",
    build: {
      outDir: "../dist",
      emptyOutDir: true,
      target: "es2024",
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 1_000,
    },
    plugins: [
      handbookPlugin(),
      sandboxPlugin(sandbox),
      policyPlugin(sandbox.scriptHash),
      await enginePlugin(),
      licencesPlugin(),
    ],
  };
});
