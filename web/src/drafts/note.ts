/** What a pane says, below its code, of how the reader's text is kept. */

import { type Files, sameFiles } from "../document/document.ts";
import { assertNever } from "../lib/assert.ts";
import { button, element } from "../lib/dom.ts";
import type { Pane } from "../pane/pane.ts";
import { comparison } from "./comparison.ts";
import { download } from "../lib/download.ts";
import { downloadPrograms } from "./download.ts";
import type { Drafts } from "./drafts.ts";
import type { Keeper, Notice } from "./keeper.ts";
import { describeMoment } from "./moment.ts";
import { isPlayId } from "./records.ts";
import { type Trouble, describeTrouble } from "./trouble.ts";

type Compared = readonly [before: Files, after: Files, names: readonly [string, string]];

export class PaneNote {
  readonly #pane: Pane;
  readonly #drafts: Drafts;
  readonly #line = element("p");
  readonly #alert = element("div");
  readonly #difference = element("div");
  /** What is shown, so that a button that is still right keeps the focus. */
  #shownLine = "";
  #shownAlert = "";
  /** What its buttons are for: another notice may say the same. */
  #concerned: Keeper | Notice | null = null;

  constructor(pane: Pane, drafts: Drafts) {
    this.#pane = pane;
    this.#drafts = drafts;
    this.#line.className = "pane-draft";
    this.#alert.className = "pane-draft-alert";
    this.#alert.setAttribute("role", "alert");
    this.#alert.hidden = true;
    pane.elements.code.parentElement?.append(this.#line, this.#alert, this.#difference);
    this.#line.hidden = true;
  }

  /** Show how it stands with the pane's document. */
  show(keeper: Keeper): void {
    this.#pane.section.dataset["draft"] = keeper.keeping.kind;
    this.#sayHowItStands(keeper);
    if (keeper.notice !== null) {
      this.#sayNotice(keeper, keeper.notice);
    } else if (keeper.keeping.kind === "unkept") {
      this.#sayTrouble(keeper, keeper.keeping.trouble);
    } else {
      this.#showAlert(keeper, "", []);
    }
  }

  #sayHowItStands(keeper: Keeper): void {
    const { kind } = keeper.keeping;
    const edited = keeper.keptAt !== null || keeper.unsaved !== null;
    if (kind === "reading" || kind === "unkept" || !edited) {
      this.#showLine("", []);
      return;
    }
    const when = describeMoment(keeper.keptAt ?? Date.now());
    if (isPlayId(keeper.id)) {
      this.#showLine(`Kept in this browser ${when}`, []);
      return;
    }
    const { original } = this.#pane;
    const from = keeper.editedFrom;
    const outdated = from !== null && !sameFiles(from, original);
    this.#showLine(
      `Edited by you ${when}${outdated ? ". The handbook’s version has changed since" : ""}`,
      [
        this.#toggle("Show the difference", () => [
          this.#pane.original,
          this.#pane.editor.files,
          ["in the handbook", "in yours"],
        ]),
        ...(outdated
          ? [
              this.#toggle("Show what changed", () => [
                from,
                original,
                ["in the handbook as you knew it", "in the handbook now"],
              ]),
            ]
          : []),
      ],
    );
  }

  #sayNotice(keeper: Keeper, notice: Notice): void {
    switch (notice.kind) {
      case "conflict": {
        const { at, cause, content } = notice.other;
        const when = describeMoment(at);
        const unkept = keeper.keeping.kind === "unkept";
        const where = unkept ? "It is still with this tab." : "It is among the versions now.";
        const text =
          cause === "tab"
            ? `Another tab has kept another text of this program, ${when}. Yours stands here; the other one is among the versions.`
            : cause === "open"
              ? `You typed before the text that was kept of this program, ${when}, could be shown. ${where}`
              : `This tab had another text of this program, of ${when}, which was not kept. ${where}`;
        this.#showAlert(notice, text, [
          this.#toggle("Show the difference", () => [
            this.#pane.editor.files,
            content.files,
            ["here", "in the other"],
          ]),
          button("Take the other", () => {
            keeper.replace(content, "restore");
            this.#focusCode();
          }),
          button("Keep mine", () => {
            keeper.dismiss();
            this.#focusCode();
          }),
        ]);
        break;
      }
      case "damaged":
        this.#showAlert(
          notice,
          "What was kept of this program is damaged. It has been put aside, as it was found.",
          [
            button("Download it", () => download("damaged-program.json", notice.text)),
            button("Dismiss", () => {
              keeper.dismiss();
              this.#focusCode();
            }),
          ],
        );
        break;
      default:
        assertNever(notice);
    }
  }

  #sayTrouble(keeper: Keeper, trouble: Trouble): void {
    const why = describeTrouble(trouble);
    const edited = keeper.unsaved !== null;
    if (!edited && trouble.kind === "denied") {
      this.#showAlert(keeper, "", []);
      return;
    }
    const again = button("Try again", () => void this.#drafts.retry());
    if (!edited) {
      this.#showAlert(keeper, `What you have made of this program can’t be read now. ${why}`, [
        again,
      ]);
      return;
    }
    const rescue = button("Download them", () => downloadPrograms(this.#drafts.unsaved));
    const quiet = trouble.kind === "denied";
    this.#showAlert(
      keeper,
      quiet
        ? `This browser won’t keep your changes longer than this tab. ${why}`
        : `Your changes can’t be kept in this browser. ${why}`,
      quiet ? [rescue] : [rescue, again],
      quiet,
    );
  }

  #toggle(label: string, compared: () => Compared): HTMLButtonElement {
    const toggle = button(label, () => {
      const open = toggle.ariaExpanded !== "true";
      this.#closeDifference();
      if (open) {
        toggle.ariaExpanded = "true";
        this.#difference.replaceChildren(comparison(...compared()));
      }
    });
    toggle.ariaExpanded = "false";
    return toggle;
  }

  #closeDifference(): void {
    this.#difference.replaceChildren();
    for (const toggle of this.#pane.section.querySelectorAll(
      ":is(.pane-draft, .pane-draft-alert) [aria-expanded]",
    )) {
      toggle.ariaExpanded = "false";
    }
  }

  #showLine(text: string, buttons: readonly HTMLElement[]): void {
    if (text !== this.#shownLine) {
      this.#shownLine = text;
      this.#line.hidden = text === "";
      this.#line.replaceChildren(text, ...spaced(buttons));
      this.#closeDifference();
    }
  }

  #showAlert(
    concerned: Keeper | Notice,
    text: string,
    buttons: readonly HTMLElement[],
    quiet = false,
  ): void {
    if (text !== this.#shownAlert || concerned !== this.#concerned) {
      this.#shownAlert = text;
      this.#concerned = concerned;
      this.#closeDifference();
      this.#alert.classList.toggle("quiet", quiet);
      this.#alert.hidden = text === "";
      this.#alert.replaceChildren(...(text === "" ? [] : [text, ...spaced(buttons)]));
    }
  }

  #focusCode(): void {
    this.#pane.editor.view.focus();
  }
}

function spaced(buttons: readonly HTMLElement[]): (string | HTMLElement)[] {
  return buttons.flatMap((one) => [" ", one]);
}
