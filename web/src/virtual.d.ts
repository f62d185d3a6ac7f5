/** Modules that the build makes; see web/build/. */

declare module "virtual:engine" {
  const files: readonly import("./runtime/download.ts").EngineFile[];
  export default files;
  /** Its file "python", unpacked. */
  export const library: import("./runtime/library.ts").Unpacked;
  /** What the engine is made of. */
  export const versions: { readonly pyodide: string; readonly python: string };
}

declare module "virtual:sandbox" {
  /** The sandbox frame's document, for `srcdoc`. */
  const html: string;
  export default html;
}

declare module "virtual:on-demand/*" {
  const file: import("./runtime/download.ts").RemoteFile;
  export default file;
}

declare module "virtual:postgres-sizes" {
  /** Of the parts, which stand in this order in the file of all. */
  const sizes: Readonly<Record<"script" | "wasm" | "data" | "cluster", number>>;
  export default sizes;
}

declare module "*.css";
