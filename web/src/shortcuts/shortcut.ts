/** A shortcut as data: what the list shows is what the page listens to. */

export type Shortcut = {
  /** As CodeMirror writes keys: `Mod` is Ctrl, and Cmd on a Mac. */
  readonly key: string;
  /** Where a Mac has other keys. */
  readonly mac?: string;
  /** What it does, in the reader's words. */
  readonly label: string;
};

/** What is no single key: shown as it stands, bound by whoever understands it. */
export type Gesture = {
  readonly keys: string;
  readonly macKeys?: string;
  readonly label: string;
};

export type ShortcutGroup = {
  readonly title: string;
  readonly entries: readonly (Shortcut | Gesture)[];
};
