"""Promise: the real internet is for the program that it was allowed for, and for no other."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.drafts import open_versions
from tests.browser.site import PaneHandle
from tests.browser.test_keeps_a_console import ConsoleHandle
from tests.browser.test_opens_and_exports_files import choose
from tests.browser.test_practices_internet import open_settings


def switch(pane: PaneHandle) -> Locator:
    return pane.section.get_by_role("checkbox", name="Real internet, for this program")


def question(page: Page) -> Locator:
    return page.get_by_role("dialog", name="The real internet, for this program?")


def allow(pane: PaneHandle) -> None:
    open_settings(pane)
    switch(pane).click()
    question(pane.page).get_by_role("button", name="Allow for this program").click()
    expect(switch(pane)).to_be_checked()


def hold_the_way_out(page: Page) -> list[Route]:
    """Where a program that was let out runs does not come before these go on."""
    held: list[Route] = []
    page.context.route("**/packages/open-sandbox-*", lambda route: held.append(route))
    return held


def test_the_question_goes_with_its_program(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    pane = open_pane()
    pane.code.fill("print('shared')")
    link = pane.share()
    page.get_by_role("button", name="New program").click()
    pane.code.fill("print('mine')")
    open_settings(pane)
    switch(pane).click()
    expect(question(page)).to_contain_text("This is for “")
    page.goto(link)
    expect(pane.code).to_have_text("print('shared')")
    expect(question(page)).to_have_count(0)
    open_settings(pane)
    expect(switch(pane)).not_to_be_checked()
    allow(pane)


def test_it_ends_where_other_files_come(
    open_pane: Callable[..., PaneHandle], tmp_path: Path
) -> None:
    pane = open_pane()
    pane.code.fill("print('mine')")
    allow(pane)
    pane.code.press("Control+End")
    pane.page.keyboard.type("\nprint('more')")
    expect(switch(pane)).to_be_checked()
    other = tmp_path / "other.py"
    other.write_text("print('other')", "utf-8")
    choose(pane, other)
    expect(pane.section).to_contain_text("print('other')")
    expect(switch(pane)).not_to_be_checked()
    allow(pane)
    pane.page.get_by_role("button", name="Undo").click()
    expect(pane.code).to_contain_text("print('mine')")
    expect(switch(pane)).not_to_be_checked()
    pane.code.fill("print('mine once more')")
    allow(pane)
    versions = open_versions(pane)
    versions.get_by_role("listitem").last.get_by_role("button").first.click()
    versions.get_by_role("button", name="Restore").click()
    expect(pane.code).not_to_contain_text("once more")
    expect(switch(pane)).not_to_be_checked()
    allow(pane)
    pane.code.press("Control+End")
    pane.page.keyboard.type("\nprint('typed')")
    pane.code.press("ControlOrMeta+z")
    expect(pane.code).not_to_contain_text("typed")
    expect(switch(pane)).to_be_checked()
    # One step further the other version is back.
    pane.code.press("ControlOrMeta+z")
    expect(pane.code).to_contain_text("once more")
    expect(switch(pane)).not_to_be_checked()


def test_a_run_that_waits_for_it_can_be_withdrawn(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    held = hold_the_way_out(page)
    pane = open_pane()
    assert pane.run_to_end("import time\nprint('left')") == "finished"
    console = ConsoleHandle(pane)
    console.type("time.sleep(600)")
    console.expect_lines(">>> time.sleep(600)")
    allow(pane)
    pane.run("print('let out')")
    pane.expect_state("loading")
    pane.button("Stop").click()
    pane.expect_state("ready")
    # Only the wish to run was withdrawn.
    expect(console.field).to_have_attribute("aria-busy", "true")
    pane.run()
    pane.expect_state("loading")
    page.get_by_role("button", name="New program").click()
    pane.expect_state("ready")
    expect(pane.button("Stop")).to_be_disabled()
    allow(pane)
    pane.run("print('also let out')")
    pane.expect_state("loading")
    for route in held:
        route.continue_()
    pane.expect_state("finished")
    assert pane.texts() == ["also let out"]
    assert len(held) == 1
