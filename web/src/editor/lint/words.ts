/** What ruff says, in the words of the handbook. What is not listed is shown as ruff has it. */

import type { RuffFinding } from "../../linter/messages.ts";

const WORDS: Readonly<Record<string, string>> = {
  ASYNC251:
    "time.sleep stops the whole event loop: no other task runs meanwhile. Write: await asyncio.sleep(…)",
  ASYNC250:
    "input() stops the whole event loop until somebody types. Write: await asyncio.to_thread(input, …)",
  ASYNC210:
    "This request stops the whole event loop until the answer is there. Use await asyncio.to_thread(…), or an async client.",
  ASYNC220:
    "This stops the whole event loop until the process has ended. Use await asyncio.create_subprocess_exec(…).",
  ASYNC221:
    "This stops the whole event loop until the process has ended. Use await asyncio.create_subprocess_exec(…).",
  ASYNC222: "This stops the whole event loop until the process has ended. Await it instead.",
  RUF006:
    "Nobody holds this task: it may be thrown away before it is done, and its error is never seen. Keep it in a variable and await it, or use a TaskGroup.",
  F704: "await works only inside a function that begins with async def.",
};

export function wordsFor({ code, message }: RuffFinding): string {
  return (code === null ? undefined : WORDS[code]) ?? message.replaceAll("`", "");
}

/** What stops the program, what may be wrong, and what is only left over. */
export function severityOf({ code }: RuffFinding): "error" | "warning" | "info" {
  if (code === null || /^(invalid-syntax|E9|F7|F82[1-3]|PLE)/.test(code)) {
    return "error";
  }
  return /^(F401|F841|F811)/.test(code) ? "info" : "warning";
}
