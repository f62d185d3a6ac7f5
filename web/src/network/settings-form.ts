/** How the practice internet is to be: the reader's choice, for the runs that follow. */

import { whenLoaded } from "../files/later.ts";
import { element } from "../lib/dom.ts";
import { FAILURES, type InternetSettings, LATENCIES } from "../protocol.ts";
import { Leave } from "./leave.ts";
import { USUAL } from "./wanted.ts";
import { FAILURE_WORDS, LATENCY_WORDS } from "./words.ts";

const LARGEST_SEED = 999_999;

/**
 * @param title says what the program is called that stands in the pane.
 * @param changed hears of every choice.
 * @returns the form; `shutIn` withdraws the real internet, for another program.
 */
export function settingsForm(
  settings: InternetSettings,
  title: () => string,
  changed: (settings: InternetSettings) => void,
): { readonly form: HTMLElement; readonly shutIn: () => void } {
  const latency = select(LATENCIES, LATENCY_WORDS, settings.latency);
  const failures = select(FAILURES, FAILURE_WORDS, settings.failures);
  const seed = element("input");
  seed.type = "number";
  seed.min = "0";
  seed.max = String(LARGEST_SEED);
  seed.value = String(settings.seed);
  const leave = new Leave();
  const real = element("input");
  real.type = "checkbox";
  real.checked = settings.real;
  // In a frame of somebody's page a press may be meant for something else.
  real.disabled = self !== top;
  const form = element(
    "fieldset",
    element("legend", "From the next run on"),
    element("label", "Delay ", latency),
    element("label", "Failures ", failures),
    element("label", "Seed ", seed),
    element("label", real, "Real internet, for this program"),
  );
  seed.title = "Delays and failures are drawn by chance: the same seed gives the same ones.";
  form.addEventListener("change", async ({ target }) => {
    if (target === real && real.checked) {
      real.checked = false;
      await leave.ask(
        (withdrawn) => ask(title(), withdrawn),
        () => {
          real.checked = true;
        },
      );
    }
    const typed = Math.trunc(seed.valueAsNumber);
    const fits = typed >= 0 && typed <= LARGEST_SEED;
    seed.value = String(fits ? typed : USUAL.seed);
    changed({
      latency: LATENCIES.find((one) => one === latency.value) ?? USUAL.latency,
      failures: FAILURES.find((one) => one === failures.value) ?? USUAL.failures,
      seed: fits ? typed : USUAL.seed,
      real: real.checked,
    });
  });
  const shutIn = () => {
    leave.withdraw();
    real.checked = false;
  };
  return { form, shutIn };
}

async function ask(title: string, withdrawn: AbortSignal): Promise<boolean> {
  const loaded = await whenLoaded(import("./let-out.ts"));
  return loaded !== null && (await loaded.askToLetOut(title, withdrawn));
}

function select<T extends string>(
  values: readonly T[],
  words: Readonly<Record<T, string>>,
  chosen: T,
): HTMLSelectElement {
  const made = element("select");
  made.append(...values.map((value) => new Option(words[value], value, false, value === chosen)));
  return made;
}
