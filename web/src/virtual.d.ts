/** Modules that the build makes; see web/build/. */

declare module "virtual:engine" {
  const files: readonly import("./runtime/download.ts").EngineFile[];
  export default files;
}

declare module "virtual:sandbox" {
  /** The sandbox frame's document, for `srcdoc`. */
  const html: string;
  export default html;
}

declare module "*.css";
