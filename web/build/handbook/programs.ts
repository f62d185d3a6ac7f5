/**
 * The programs of a chapter: `<id>.py` with its transcript, and `<id>.cure.py` with its own where
 * the program ends in an error on purpose.
 */

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { OutputRecord, ProgramError } from "../../src/protocol.ts";

const Transcript = v.strictObject({
  lines: v.array(OutputRecord),
  error: v.nullable(ProgramError),
  durationSeconds: v.number(),
  desktop: v.strictObject({
    /** The oldest Python that prints this on a desktop. */
    since: v.pipe(v.string(), v.regex(/^3\.\d+$/)),
    /** What pip has to install there first. */
    needs: v.optional(v.array(v.string())),
    /** What a desktop does instead, and why. */
    differs: v.optional(v.string()),
  }),
  /** What a browser without JSPI does instead, and why. */
  withoutJspi: v.optional(v.string()),
});
export type Transcript = v.InferOutput<typeof Transcript>;

export type Program = {
  readonly id: string;
  readonly code: string;
  readonly transcript: Transcript;
  readonly cure: { readonly code: string; readonly transcript: Transcript } | null;
};

const TRANSCRIPT = ".transcript.json";
const CURE = ".cure";

/**
 * All programs in `folder`, by id.
 * @throws Error that names a program without a transcript, a transcript without a program, a
 *   failing program without a cure, or a cure that fails or cures nothing.
 */
export function readPrograms(folder: string): ReadonlyMap<string, Program> {
  const files = readdirSync(folder);
  for (const name of stems(files, TRANSCRIPT)) {
    if (!files.includes(`${name}.py`)) {
      throw new Error(`${join(folder, name)}${TRANSCRIPT} is a transcript without a program`);
    }
  }
  const names = stems(files, ".py");
  for (const name of names.filter((name) => name.endsWith(CURE))) {
    if (!names.includes(name.slice(0, -CURE.length))) {
      throw new Error(`${join(folder, name)}.py cures no program`);
    }
  }
  return new Map(
    names
      .filter((name) => !name.endsWith(CURE))
      .map((id) => [id, readProgram(folder, id, names.includes(`${id}${CURE}`))]),
  );
}

function stems(files: readonly string[], suffix: string): string[] {
  return files.filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length));
}

function readProgram(folder: string, id: string, cured: boolean): Program {
  const program = readRun(folder, id);
  const cure = cured ? readRun(folder, `${id}${CURE}`) : null;
  if ((program.transcript.error === null) !== (cure === null)) {
    throw new Error(
      cure === null
        ? `${join(folder, id)}.py ends in an error, but there is no ${id}${CURE}.py`
        : `${join(folder, id)}.py ends well: ${id}${CURE}.py has nothing to cure`,
    );
  }
  if (cure !== null && cure.transcript.error !== null) {
    throw new Error(`${join(folder, id)}${CURE}.py ends in an error itself`);
  }
  return { id, ...program, cure };
}

function readRun(
  folder: string,
  name: string,
): { readonly code: string; readonly transcript: Transcript } {
  const path = join(folder, `${name}${TRANSCRIPT}`);
  if (!existsSync(path)) {
    throw new Error(`${join(folder, name)}.py has no transcript`);
  }
  const parsed = v.safeParse(Transcript, JSON.parse(readFileSync(path, "utf8")));
  if (!parsed.success) {
    throw new Error(`${path}: ${v.summarize(parsed.issues)}`);
  }
  const code = readFileSync(join(folder, `${name}.py`), "utf8").trimEnd();
  return { code, transcript: parsed.output };
}
