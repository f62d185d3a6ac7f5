/** The pages' own Content-Security-Policy: nothing from, and nothing to, another origin but PyPI; their inline scripts. */

import type { Plugin } from "vite";
import { PAGE } from "../src/offline/files.ts";
import type { InlineScript } from "./bundle.ts";
import { ENGINE_SCRIPT } from "./preload.ts";

/**
 * @param early the inline script that stands in each page's head, by its file's name.
 * @param frameScript the hash of the sandbox frame's script: a srcdoc frame inherits this policy.
 */
export function policyPlugin(
  early: Readonly<Record<string, InlineScript>>,
  frameScript: string,
): Plugin {
  return {
    name: "asyncarium:policy",
    apply: "build",
    transformIndexHtml: (_html, { path }) => {
      const script = early[path.slice(1)];
      if (script === undefined) {
        throw new Error(`${path} has no early script`);
      }
      const inline = [script, ...(path === `/${PAGE}` ? [ENGINE_SCRIPT] : [])];
      const hashes = inline.map(({ hash }) => hash);
      return [
        {
          tag: "meta",
          attrs: {
            "http-equiv": "Content-Security-Policy",
            content: policy([...hashes, frameScript]),
          },
          injectTo: "head-prepend",
        },
        { tag: "script", children: script.code, injectTo: "head" },
      ];
    },
  };
}

function policy(scripts: readonly string[]): string {
  return [
    "default-src 'self'",
    // blob: and 'wasm-unsafe-eval' serve the frame alone; the page itself runs no such script.
    `script-src 'self' ${scripts.join(" ")} blob: 'wasm-unsafe-eval'`,
    // 'self' is the service worker; blob: is for the frame.
    "worker-src 'self' blob:",
    // Packages, for a reader who has switched PyPI on. The sandbox's own policy stays without any network.
    "connect-src 'self' https://pypi.org https://files.pythonhosted.org",
    // CodeMirror writes its styles into the document.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
  ].join("; ");
}
