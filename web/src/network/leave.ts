/** The reader's leave for a program. The question takes its time: by then another one may stand there. */

export class Leave {
  #asking = new AbortController();

  /**
   * @param question is put to the reader, and is to end when it is withdrawn.
   * @param allow is called at the answer, if that is yes and the program still the same.
   */
  async ask(
    question: (withdrawn: AbortSignal) => Promise<boolean>,
    allow: () => void,
  ): Promise<void> {
    this.withdraw();
    const { signal } = this.#asking;
    // At once after the answer: nothing can come between.
    if ((await question(signal)) && !signal.aborted) {
      allow();
    }
  }

  /** Another program stands there: no answer is for that. */
  withdraw(): void {
    this.#asking.abort();
    this.#asking = new AbortController();
  }
}
