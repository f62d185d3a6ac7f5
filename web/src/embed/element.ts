/**
 * `<asyncarium-pane>`: a program in somebody's page, to be changed and run there.
 *
 * Until the pane is there, without a network and without scripts, the program stands there as text.
 * The pane is a frame of the site that this script comes from; it is loaded when it is about to be
 * seen. The build makes one classic script of this, without dependencies: a module would need
 * a header (CORS) that not every host sends.
 */

import { pack } from "../links/pack.ts";
import { heightIn } from "./height.ts";
import { mainOf, programText } from "./program-text.ts";

const site = siteOf(document.currentScript);

/** How far from the screen a pane is loaded. */
const AHEAD = "400px 0px";

/** As the pane will be, in pixels: a line of it, and all else, which wraps where it is narrow. */
const LINE = 21.7;
const FRAME = 162;
const NARROW = 480;
const NARROW_FRAME = 274;

/** Seen only until the pane is there. */
const STYLE = `
:host { display: block; position: relative; overflow: hidden; margin: 1em 0 }
:host([hidden]) { display: none }
iframe { display: block; width: 100%; border: 0; border-radius: 10px; color-scheme: normal }
iframe:not([data-shown]) { position: absolute; inset: 0; height: 100%; opacity: 0 }
pre, ::slotted(pre) { margin: 0; overflow: auto; font-family: ui-monospace, Menlo, Consolas, monospace }
`;

class AsyncariumPane extends HTMLElement {
  #begun = false;

  connectedCallback(): void {
    if (this.#begun) {
      return;
    }
    this.#begun = true;
    if (document.readyState === "loading") {
      // What stands between its tags may not have been read yet.
      document.addEventListener("DOMContentLoaded", () => void this.#prepare());
    } else {
      void this.#prepare();
    }
  }

  async #prepare(): Promise<void> {
    const shadow = this.attachShadow({ mode: "open" });
    const style = document.createElement("style");
    style.textContent = STYLE;
    const slot = document.createElement("slot");
    shadow.append(style, slot);

    const script = this.querySelector("script");
    const inside = programText((script ?? this.querySelector("pre") ?? this).textContent ?? "");
    const src = this.getAttribute("src")?.replace(/^[^#]*#/, "") ?? "";
    const text = inside || (await mainOf(src)) || "";
    if (script !== null || inside === "") {
      const pre = document.createElement("pre");
      pre.textContent = text;
      slot.replaceWith(pre);
    }
    const fixed = Number.parseInt(this.getAttribute("height") ?? "", 10);
    const content = text.split("\n").length * LINE;
    const expected = content + (this.offsetWidth < NARROW ? NARROW_FRAME : FRAME);
    this.style.minHeight = `${fixed > 0 ? fixed : Math.ceil(expected)}px`;

    const hash = src || (await this.#pack(text));
    whenNear(this, () => this.#show(shadow, hash, fixed > 0 ? fixed : null));
  }

  #pack(text: string): Promise<string> {
    const title = this.title === "" ? {} : { title: this.title.slice(0, 200) };
    const asked = this.getAttribute("clock") ?? "";
    const clock = ["real", "instant", "slow"].includes(asked) ? asked : "real";
    return pack({ ...title, files: { "main.py": text }, clock });
  }

  /** @param fixed the height that the page wants; null for that of the content. */
  #show(shadow: ShadowRoot, hash: string, fixed: number | null): void {
    const frame = document.createElement("iframe");
    const address = new URL("embed.html", site);
    const theme = this.getAttribute("theme") ?? "";
    if (theme === "light" || theme === "dark") {
      address.searchParams.set("theme", theme);
    }
    address.hash = hash;
    frame.title = this.title || "A Python program that you can change and run";
    frame.allow = "clipboard-write";
    frame.src = address.href;
    addEventListener("message", ({ source, data }: MessageEvent<unknown>) => {
      const height = source === frame.contentWindow ? heightIn(data) : null;
      if (height === null) {
        return;
      }
      this.style.minHeight = "";
      frame.style.height = `${fixed ?? height}px`;
      if (frame.dataset["shown"] === undefined) {
        frame.dataset["shown"] = "";
        shadow.querySelector("slot, pre")?.remove();
      }
    });
    shadow.append(frame);
  }
}

function whenNear(element: Element, act: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) {
        observer.disconnect();
        act();
      }
    },
    { rootMargin: AHEAD },
  );
  observer.observe(element);
}

/** Where the site is: beside this script. */
function siteOf(running: HTMLOrSVGScriptElement | null): string {
  const script =
    running instanceof HTMLScriptElement
      ? running
      : // Loaded as a module: then none is said to be running.
        document.querySelector<HTMLScriptElement>('script[src$="/embed.js"]');
  return script?.src ?? document.baseURI;
}

if (customElements.get("asyncarium-pane") === undefined) {
  customElements.define("asyncarium-pane", AsyncariumPane);
}
