/** Light, dark, or as the system has it; remembered. */

const CHOICES = ["system", "light", "dark"] as const;
type Choice = (typeof CHOICES)[number];
const KEY = "asyncarium.theme";

export function installThemeSwitch(): void {
  const select = document.querySelector<HTMLSelectElement>("#theme");
  if (select === null) {
    return;
  }
  const apply = (choice: Choice) => {
    select.value = choice;
    if (choice === "system") {
      delete document.documentElement.dataset["theme"];
    } else {
      document.documentElement.dataset["theme"] = choice;
    }
  };
  apply(remembered());
  select.addEventListener("change", () => {
    const choice = CHOICES.find((one) => one === select.value) ?? "system";
    apply(choice);
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // Storage is denied: the choice lasts as long as the page.
    }
  });
}

function remembered(): Choice {
  try {
    return CHOICES.find((choice) => choice === localStorage.getItem(KEY)) ?? "system";
  } catch {
    return "system";
  }
}
