/** The page's own Content-Security-Policy: nothing from, and nothing to, another origin. */

import type { Plugin } from "vite";

/** @param frameScript the hash of the sandbox frame's script: a srcdoc frame inherits this policy. */
export function policyPlugin(frameScript: string): Plugin {
  const policy = [
    "default-src 'self'",
    // blob: and 'wasm-unsafe-eval' serve the frame alone; the page itself runs no such script.
    `script-src 'self' ${frameScript} blob: 'wasm-unsafe-eval'`,
    "worker-src blob:",
    "connect-src 'self'",
    // CodeMirror writes its styles into the document.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
  ].join("; ");
  return {
    name: "asyncarium:policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: policy },
        injectTo: "head-prepend",
      },
    ],
  };
}
