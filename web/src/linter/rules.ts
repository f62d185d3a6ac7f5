/**
 * Which of ruff's rules help a learner: likely mistakes, above all with async. Style is left to
 * the formatter, and opinions to their owners: a program that is fine must get no remark.
 */

export const RUFF_OPTIONS = {
  "target-version": "py314",
  "line-length": 88,
  lint: {
    select: ["E7", "E9", "F", "B", "ASYNC", "RUF006", "PLE"],
    ignore: [
      "E701", // several statements in a line: fine in a sketch
      "E702",
      "E703",
      "E731",
      "E741",
      "B007", // an unused loop variable
      "B904", // `raise ... from`
      "B905", // `zip(strict=)`
      "ASYNC109", // a parameter called timeout
      "ASYNC110", // a loop that sleeps
      "ASYNC230", // open() in a coroutine: there is nothing else in the standard library
      "ASYNC240",
      "PLE1142", // await outside of a coroutine: F704 has said so
    ],
  },
} as const;
