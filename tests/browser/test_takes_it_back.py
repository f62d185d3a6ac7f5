"""Promise: what a button has done is said, and can be taken back."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.site import PaneHandle

OpenPane = Callable[..., PaneHandle]


def notice(page: Page, text: str) -> Locator:
    return page.locator("#toasts").get_by_text(text)


def test_cleared_output(page: Page, open_pane: OpenPane) -> None:
    pane = open_pane()
    pane.run_to_end("print('one')\nprint('two')")
    pane.button("Clear").click()
    assert pane.texts() == []
    notice(page, "The output is cleared").get_by_role("button", name="Undo").click()
    assert pane.texts() == ["one", "two"]
    expect(notice(page, "The output is cleared")).to_have_count(0)


def test_cleared_output_does_not_come_back_into_another_run(
    page: Page, open_pane: OpenPane
) -> None:
    pane = open_pane()
    pane.run_to_end("print('one')")
    pane.button("Clear").click()
    pane.run_to_end("print('two')")
    notice(page, "The output is cleared").get_by_role("button", name="Undo").click()
    assert pane.texts() == ["two"]


def test_a_cure(page: Page, open_pane: OpenPane) -> None:
    pane = open_pane("the-rule", "#/foundation/the-rule")
    original = pane.code.inner_text()
    pane.button("Apply the cure").click()
    assert pane.code.inner_text() != original
    expect(pane.button("Run")).to_be_focused()
    notice(page, "The cure is in the code").get_by_role("button", name="Undo").click()
    assert pane.code.inner_text() == original


def test_notices_go_when_they_are_dismissed(page: Page, open_pane: OpenPane) -> None:
    pane = open_pane()
    pane.run_to_end("print('one')")
    pane.button("Clear").click()
    shown = notice(page, "The output is cleared")
    shown.get_by_role("button", name="Dismiss").click()
    expect(shown).to_have_count(0)
