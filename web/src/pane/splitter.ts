/** A line between two parts of a pane that can be moved, by pointer and by keys. */

export type SplitterOptions = {
  readonly label: string;
  /** What it makes larger or smaller. */
  readonly controls: HTMLElement;
  /** How the line lies: that between two columns is vertical. */
  readonly orientation: () => "horizontal" | "vertical";
  /** The size now, in the unit of `resize`. */
  readonly size: () => number;
  /** The sizes there may be. */
  readonly bounds: () => readonly [least: number, most: number];
  /** How much larger what it controls has to become for the pointer to be met. */
  readonly dragged: (pixels: number) => number;
  /** @param size null for the size that it has by itself. */
  readonly resize: (size: number | null) => void;
};

let count = 0;

/** What an arrow key moves, as a part of what there is. */
const STEP = 0.05;

export class Splitter {
  readonly element = document.createElement("div");
  readonly #options: SplitterOptions;

  constructor(options: SplitterOptions) {
    this.#options = options;
    const { element } = this;
    count += 1;
    options.controls.id ||= `part-${count}`;
    element.className = "splitter";
    element.role = "separator";
    element.tabIndex = 0;
    element.ariaLabel = options.label;
    element.title = "Drag, or use the arrow keys; Enter or a double click for the usual size";
    element.setAttribute("aria-controls", options.controls.id);
    element.addEventListener("pointerdown", (event) => this.#drag(event));
    element.addEventListener("dblclick", () => this.#resize(null));
    element.addEventListener("keydown", (event) => this.#press(event));
    element.addEventListener("focus", () => this.describe());
  }

  /** Tell a screen reader where it stands. */
  describe(): void {
    const { orientation, size, bounds } = this.#options;
    const [least, most] = bounds();
    this.element.ariaOrientation = orientation();
    this.element.ariaValueMin = "0";
    this.element.ariaValueMax = "100";
    const part = most > least ? (size() - least) / (most - least) : 0;
    this.element.ariaValueNow = String(Math.round(100 * Math.min(1, Math.max(0, part))));
  }

  #drag(down: PointerEvent): void {
    if (down.button !== 0) {
      return;
    }
    down.preventDefault();
    this.element.focus();
    this.element.setPointerCapture(down.pointerId);
    const { orientation, size, dragged } = this.#options;
    const began = size();
    const position = (event: PointerEvent) =>
      orientation() === "vertical" ? event.clientX : event.clientY;
    const from = position(down);
    const move = (event: PointerEvent) => {
      if (Math.abs(position(event) - from) > 2) {
        this.#resize(began + dragged(position(event) - from));
      }
    };
    this.element.addEventListener("pointermove", move);
    const end = () => this.element.removeEventListener("pointermove", move);
    this.element.addEventListener("lostpointercapture", end, { once: true });
  }

  #press(event: KeyboardEvent): void {
    const [least, most] = this.#options.bounds();
    const step = STEP * (most - least);
    const vertical = this.#options.orientation() === "vertical";
    switch (event.key) {
      case vertical ? "ArrowLeft" : "ArrowUp":
        this.#resize(this.#options.size() - step);
        break;
      case vertical ? "ArrowRight" : "ArrowDown":
        this.#resize(this.#options.size() + step);
        break;
      case "Home":
        this.#resize(least);
        break;
      case "End":
        this.#resize(most);
        break;
      case "Enter":
        this.#resize(null);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #resize(size: number | null): void {
    const [least, most] = this.#options.bounds();
    this.#options.resize(size === null ? null : Math.min(most, Math.max(least, size)));
    this.describe();
  }
}
