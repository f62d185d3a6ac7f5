"""Promise: whatever is pressed in whatever order, a pane runs what was asked for last, once."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.site import PaneHandle
from tests.support.server import StaticServer


def test_run_stop_run_while_python_loads(page: Page, site: StaticServer) -> None:
    page.goto(f"{site.url}#/play")
    pane = PaneHandle(page, "playground")
    pane.run("print('first')")
    pane.button("Stop").click()
    assert pane.run_to_end("print('second')") == "finished"
    assert pane.texts() == ["second"]
    expect(pane.button("Run")).to_be_enabled()


def test_a_line_of_an_edited_program_is_not_marked(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run("import time\nprint('go')\ntime.sleep(1)\n1 / 0")
    pane.expect_line("go")
    pane.code.fill("a = 1\nb = 2\nc = 3\nd = 4")
    pane.expect_state("failed")
    expect(pane.section.locator(".cm-errorLine")).to_have_count(0)


def test_clear_leaves_the_question(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run("print('hello', input('Name? '))")
    field = pane.output.get_by_role("textbox")
    expect(field).to_be_visible()
    expect(pane.status).to_have_text("Waiting for your input")
    pane.button("Clear").click()
    field.fill("Ada")
    field.press("Enter")
    pane.expect_state("finished")
    assert pane.texts()[-1].endswith("hello Ada")


def test_undo_of_clear_brings_no_run_into_the_next(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    pane = open_pane()
    assert pane.run_to_end("print('old')") == "finished"
    pane.button("Clear").click()
    pane.run("input()\nprint('new')")
    field = pane.output.get_by_role("textbox")
    expect(field).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    field.press("Enter")
    pane.expect_state("finished")
    assert pane.texts() == ["new"]


def test_stop_takes_the_question_away(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run("input('Name? ')")
    expect(pane.output.get_by_role("textbox")).to_be_visible()
    pane.button("Stop").click()
    pane.expect_state("stopped")
    expect(pane.output.get_by_role("textbox")).to_have_count(0)


def test_a_shared_link_ends_what_ran(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.code.fill("print('shared')")
    link = pane.share()
    pane.run(
        """
import time
print('go')
try:
    time.sleep(60)
finally:
    print('the end')
    open('left.txt', 'w').close()
"""
    )
    pane.expect_line("go")
    page.goto(link)
    expect(pane.code).to_have_text("print('shared')")
    # Nothing of the old program stands below the new one: no line, no file, no console.
    pane.expect_state("ready")
    assert pane.lines() == []
    expect(pane.status).to_have_text("Ready")
    expect(pane.section.get_by_text("left.txt")).to_have_count(0)
    expect(pane.section.get_by_role("textbox", name="Console")).to_be_hidden()
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["shared"]


def test_a_shared_program_does_not_run_for_a_run_pressed_before(
    page: Page, site: StaticServer, open_pane: Callable[..., PaneHandle]
) -> None:
    pane = open_pane()
    pane.code.fill("print('shared')")
    link = pane.share()
    page.reload()
    pane.run("print('mine')")
    page.goto(link)
    expect(page.get_by_text("This is a shared program.")).to_be_visible()
    pane.expect_state("ready")
    assert pane.texts() in ([], ["mine"])


def test_back_to_a_link_keeps_what_was_made_of_it(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    pane = open_pane()
    page.goto(pane.share())
    expect(page.get_by_text("This is a shared program.")).to_be_visible()
    pane.code.fill("mine = 1")
    page.get_by_role("link", name="Handbook").click()
    expect(page.get_by_text("This is a shared program.")).to_be_hidden()
    page.go_back()
    expect(pane.code).to_have_text("mine = 1")
    expect(page.get_by_text("This is a shared program.")).to_be_visible()


def test_stop_at_a_question_asks_only_once(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run("import asyncio\nasync def main():\n    input('Name? ')\nasyncio.run(main())")
    expect(pane.output.get_by_role("textbox")).to_be_visible()
    pane.button("Stop").click()
    pane.expect_state("stopped", "killed")
    expect(pane.output.get_by_role("textbox")).to_have_count(0)


def test_the_skip_link_leads_to_the_text(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.page.get_by_role("link", name="Skip to the text").press("Enter")
    expect(pane.code).to_be_visible()
    assert pane.page.evaluate("document.activeElement.id") == "main"
