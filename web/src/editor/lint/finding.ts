/** A mistake that we have found ourselves. */

export type Finding = {
  readonly from: number;
  readonly to: number;
  /** What happens, and what to do. */
  readonly message: string;
  /** What would mend it: text to put in. */
  readonly fix: { readonly name: string; readonly at: number; readonly insert: string } | null;
};
