/**
 * The buttons for what is stored, and what came of them.
 *
 *     resting ──button──▶ busy ──▶ resting, with a sentence
 *        └──Remove──▶ confirming ──Remove again──▶ busy
 *                         └──Escape, focus goes──▶ resting
 */

import { assertNever } from "../lib/assert.ts";
import type { Offline, OfflineStatus } from "../offline/registration.ts";
import { button, element, setText } from "../lib/dom.ts";
import { formatBytes } from "./format.ts";
import {
  REMOVED,
  askBeforeRemoving,
  describeCheck,
  describeFailure,
  describeKeeping,
  describePromise,
  describeRestoring,
} from "./outcome.ts";
import type { Storage } from "./readings.ts";

type State =
  | { readonly kind: "resting"; readonly said: string }
  | { readonly kind: "confirming" }
  | { readonly kind: "busy"; readonly said: string };

export class Controls {
  readonly element = element("div");
  readonly #offline: Offline;
  readonly #changed: () => void;
  readonly #group = element("p");
  readonly #said = element("p");
  readonly #check = button("Check every file", () => void this.#verify());
  readonly #retry = button("Try again", () => void this.#tryAgain());
  readonly #keep = button("", () => void this.#keepEverything());
  readonly #persist = button("Ask the browser to keep it", () => void this.#askToPersist());
  readonly #remove = button("Remove what is stored", (event) => this.#removePressed(event));
  readonly #restore = button("Store again", () => void this.#storeAgain());
  #state: State = { kind: "resting", said: "" };
  #storedBytes = 0;

  /** @param changed what is stored may be something else now. */
  constructor(offline: Offline, changed: () => void) {
    this.#offline = offline;
    this.#changed = changed;
    this.#group.className = "about-buttons";
    this.#group.append(...this.#buttons());
    this.#said.setAttribute("role", "status");
    this.#said.tabIndex = -1;
    this.element.append(this.#group, this.#said);
    this.#remove.addEventListener("blur", () => this.#changeOfMind());
    this.#remove.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") {
        this.#changeOfMind();
      }
    });
  }

  /** Offer what can be done; not under the reader's fingers. A button that is gone passes the focus on. */
  show(status: OfflineStatus, { kept, persisted }: Storage): void {
    if (this.#state.kind === "busy") {
      return;
    }
    this.#storedBytes = (kept ?? []).reduce((bytes, one) => bytes + one.bytes, 0);
    const missing =
      status.kind === "ready" && status.onDemand.kept < status.onDemand.files
        ? status.onDemand.bytes
        : null;
    if (missing !== null) {
      setText(this.#keep, `Keep everything for offline (${formatBytes(missing)})`);
    }
    const settled = status.kind !== "waiting" && status.kind !== "installing";
    const focused = this.#buttons().find((one) => one === document.activeElement);
    this.#check.hidden = status.kind !== "ready";
    this.#retry.hidden = status.kind !== "failed";
    this.#keep.hidden = missing === null;
    this.#persist.hidden = persisted !== false || status.kind === "removed";
    this.#remove.hidden = !settled || status.kind === "removed" || this.#storedBytes === 0;
    this.#restore.hidden = status.kind !== "removed";
    if (focused?.hidden === true) {
      (this.#buttons().find((one) => !one.hidden) ?? this.#said).focus();
    }
  }

  #buttons(): readonly HTMLButtonElement[] {
    return [this.#check, this.#retry, this.#keep, this.#persist, this.#remove, this.#restore];
  }

  #enter(state: State): void {
    this.#state = state;
    const busy = state.kind === "busy";
    for (const one of this.#buttons()) {
      // A disabled one would lose the focus.
      one.setAttribute("aria-disabled", String(busy));
    }
    setText(this.#remove, state.kind === "confirming" ? "Remove it now" : "Remove what is stored");
    switch (state.kind) {
      case "resting":
      case "busy":
        setText(this.#said, state.said);
        break;
      case "confirming":
        setText(this.#said, askBeforeRemoving(this.#storedBytes));
        break;
      default:
        assertNever(state);
    }
  }

  /** @param job returns what came of it. */
  async #busy(said: string, job: () => Promise<string>): Promise<void> {
    if (this.#state.kind === "busy") {
      return;
    }
    this.#enter({ kind: "busy", said });
    const came = await job().catch(describeFailure);
    this.#enter({ kind: "resting", said: came });
    this.#changed();
  }

  #verify(): Promise<void> {
    return this.#busy("Every file is being read …", async () =>
      describeCheck(await this.#offline.verify()),
    );
  }

  #tryAgain(): Promise<void> {
    return this.#busy("The files are being stored and checked …", async () => {
      void this.#offline.start();
      return describeRestoring(await this.#settled());
    });
  }

  #keepEverything(): Promise<void> {
    return this.#busy("The other files are being fetched …", async () =>
      describeKeeping(await this.#offline.keepEverything()),
    );
  }

  #askToPersist(): Promise<void> {
    return this.#busy("The browser is being asked …", async () =>
      describePromise(await navigator.storage.persist()),
    );
  }

  #removePressed({ detail }: MouseEvent): void {
    if (this.#state.kind === "resting") {
      this.#enter({ kind: "confirming" });
    } else if (this.#state.kind === "confirming" && detail <= 1) {
      // The second half of a double click is no second thought.
      void this.#busy("It is being removed …", async () => {
        await this.#offline.remove();
        return REMOVED;
      });
    }
  }

  #changeOfMind(): void {
    if (this.#state.kind === "confirming") {
      this.#enter({ kind: "resting", said: "" });
    }
  }

  #storeAgain(): Promise<void> {
    return this.#busy("The files are being stored and checked …", async () => {
      void this.#offline.restore();
      return describeRestoring(await this.#settled());
    });
  }

  /** The status once it is no longer under way. */
  #settled(): Promise<OfflineStatus> {
    return new Promise((resolve) => {
      const unsubscribe = this.#offline.subscribe((status) => {
        if (status.kind !== "waiting" && status.kind !== "installing") {
          queueMicrotask(() => unsubscribe());
          resolve(status);
        }
      });
    });
  }
}
