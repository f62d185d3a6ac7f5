/** The line in the output where the reader answers `input()`. */

/**
 * @param answer called with the typed line, or null for the end of input.
 * @returns the element, to be put into the output; it removes itself when answered.
 */
export function inputPrompt(answer: (line: string | null) => void): HTMLFormElement {
  const form = document.createElement("form");
  form.className = "prompt";
  const field = document.createElement("input");
  field.type = "text";
  field.autocomplete = "off";
  field.spellcheck = false;
  field.setAttribute("aria-label", "Input for the program");
  const send = button("Send", "submit");
  const end = button("End of input", "button");
  form.append(field, send, end);
  const finish = (line: string | null) => {
    form.remove();
    answer(line);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    finish(field.value);
  });
  end.addEventListener("click", () => finish(null));
  field.addEventListener("keydown", (event) => {
    if (event.key === "d" && event.ctrlKey && field.value === "") {
      event.preventDefault();
      finish(null);
    }
  });
  return form;
}

function button(label: string, type: "submit" | "button"): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = type;
  element.textContent = label;
  return element;
}
