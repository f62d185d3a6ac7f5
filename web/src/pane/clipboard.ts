/** Copies text for the reader, or lets them do it where the page can't. */

/**
 * @param status says what came of it.
 * @returns whether it is copied.
 */
export async function copyText(text: string, done: string, status: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = done;
    return true;
  } catch {
    // No clipboard: plain http, or refused.
    status.textContent = "Could not copy by itself; copy this: ";
    // An <input> would swallow the ends of lines.
    const field = document.createElement(text.includes("\n") ? "textarea" : "input");
    field.readOnly = true;
    field.value = text;
    field.setAttribute("aria-label", "Text to copy");
    status.append(field);
    field.select();
    return false;
  }
}
