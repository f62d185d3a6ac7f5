"""Promise: what you type is there, all of it, while a program floods the output."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.site import ENGINE_MILLISECONDS, PaneHandle

FLOOD = "while True: print('flood ' * 20)\n"
CHARACTERS = 2_000


def text_to_type() -> str:
    """As a person writes it: words, with spaces between them, in comments of some length."""
    lines: list[str] = []
    length = 0
    while length < CHARACTERS:
        line = f"# line {len(lines)} of what somebody types while it floods"
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines)[:CHARACTERS]


def test_two_thousand_characters_at_speed(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run(FLOOD)
    pane.expect_line("flood")
    pane.code.focus()
    pane.code.press("ControlOrMeta+a")
    pane.code.press("Delete")
    text = text_to_type()
    page.keyboard.type(text)
    pane.expect_state("running")
    pane.button("Stop").click()
    pane.expect_state("stopped", "killed")
    # The editor draws only the lines in sight: a link holds them all, and the draft, too.
    pane.code.press("ControlOrMeta+Home")
    first = text.split("\n")[0]
    expect(pane.section.locator(".cm-line").first).to_have_text(first, timeout=ENGINE_MILLISECONDS)
    pane.code.press("ControlOrMeta+a")
    pane.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pane.code.press("ControlOrMeta+c")
    assert page.evaluate("navigator.clipboard.readText()") == text
