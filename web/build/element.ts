/** Writes `embed.js`, which makes `<asyncarium-pane>` known to the page that loads it. */

import type { Plugin } from "vite";
import { bundle } from "./bundle.ts";

export function elementPlugin(): Plugin {
  return {
    name: "asyncarium:element",
    apply: "build",
    async generateBundle() {
      const source = `${await bundle("embed/element.ts")}\n`;
      this.emitFile({ type: "asset", fileName: "embed.js", source });
    },
  };
}
