"""Promise: two tabs on one program lose nothing; two tabs on two programs keep each its own."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.drafts import (
    alert,
    expect_draft,
    expect_known,
    fill,
    open_example,
    open_playground,
    open_versions,
    write,
)
from tests.browser.site import PaneHandle
from tests.support.server import StaticServer


@pytest.fixture
def context(page: Page) -> BrowserContext:
    return page.context


def deafen(page: Page) -> None:
    """Asleep, or on its way: it hears nothing of other tabs."""
    page.evaluate("BroadcastChannel.prototype.dispatchEvent = () => true")
    page.evaluate(
        """() => addEventListener("visibilitychange", (e) => e.stopImmediatePropagation(), true)"""
    )


def silence(page: Page) -> None:
    """Other tabs hear nothing of it."""
    page.evaluate("BroadcastChannel.prototype.postMessage = () => {}")


def test_an_unedited_tab_shows_what_the_other_one_keeps(
    page: Page, context: BrowserContext, site: StaticServer
) -> None:
    pane = open_example(page, site.url, "say-hello")
    other = open_example(context.new_page(), site.url, "say-hello")
    write(pane, "print('one')")
    expect(other.code).to_have_text("print('one')")
    expect(other.section.get_by_text("Edited by you today")).to_be_visible()
    write(other, "print('two')")
    expect(pane.code).to_have_text("print('two')")
    # To and fro, each on top of the other: nobody has to choose.
    expect(alert(pane)).to_be_empty()
    expect(alert(other)).to_be_empty()
    pane.button("Reset").click()
    expect(other.code).to_contain_text("import asyncio")


def conflict(page: Page, context: BrowserContext, site: StaticServer) -> PaneHandle:
    """A tab whose program another one has kept with another text meanwhile."""
    pane = open_example(page, site.url, "say-hello")
    other = open_example(context.new_page(), site.url, "say-hello")
    silence(other.page)
    write(other, "print('theirs')")
    write(pane, "print('mine')")
    expect(alert(pane)).to_contain_text(
        re.compile(r"Another tab has kept another text of this program, today \d?\d:\d\d\.")
    )
    expect(pane.code).to_have_text("print('mine')")
    # What the other tab shows was kept, and nobody has touched it since.
    expect(other.code).to_have_text("print('mine')")
    return pane


def test_both_texts_are_kept(page: Page, context: BrowserContext, site: StaticServer) -> None:
    pane = conflict(page, context, site)
    alert(pane).get_by_role("button", name="Show the difference").click()
    difference = pane.section.locator(".pane-difference")
    expect(difference.locator('[data-side="handbook"]')).to_have_text("−print('mine')")
    expect(difference.locator('[data-side="here"]')).to_have_text("+print('theirs')")
    alert(pane).get_by_role("button", name="Keep mine").click()
    expect(alert(pane)).to_be_empty()
    expect(difference).to_have_count(0)
    expect(pane.code).to_be_focused()
    page.reload()
    expect_known(pane)
    expect(pane.code).to_have_text("print('mine')")
    versions = open_versions(pane)
    expect(versions.get_by_role("button", name="from another tab")).to_have_count(1)
    versions.get_by_role("button", name="from another tab").click()
    expect(versions.locator('[data-side="here"]')).to_have_text("+print('theirs')")


def test_the_newest_of_two_other_texts_is_taken(
    page: Page, context: BrowserContext, site: StaticServer
) -> None:
    # Most often in the same minute, so that the same is said of both.
    pane = conflict(page, context, site)
    other = open_example(context.new_page(), site.url, "say-hello")
    silence(other.page)
    deafen(page)
    write(other, "print('theirs, later')")
    write(pane, "print('mine, later')")
    expect_draft(pane, "kept")
    versions = open_versions(pane)
    expect(versions.get_by_role("button", name="from another tab")).to_have_count(2)
    page.keyboard.press("Escape")
    alert(pane).get_by_role("button", name="Take the other").click()
    expect(pane.code).to_have_text("print('theirs, later')")


def test_the_other_text_can_be_taken(
    page: Page, context: BrowserContext, site: StaticServer
) -> None:
    pane = conflict(page, context, site)
    alert(pane).get_by_role("button", name="Take the other").click()
    expect(pane.code).to_have_text("print('theirs')")
    expect(alert(pane)).to_be_empty()
    expect_draft(pane, "kept")
    pane.code.press("Control+z")
    expect(pane.code).to_have_text("print('mine')")
    versions = open_versions(pane)
    expect(
        versions.get_by_role("button", name="before another version was restored")
    ).to_have_count(1)


def test_a_duplicated_tab_writes_the_same_program(
    page: Page, context: BrowserContext, site: StaticServer
) -> None:
    pane = open_playground(page, site.url)
    write(pane, "print('one')")
    with page.expect_popup() as opening:
        page.evaluate("window.open(location.href)")
    twin = expect_known(PaneHandle(opening.value, "playground"))
    expect(twin.code).to_have_text("print('one')")
    write(twin, "print('two')")
    expect(pane.code).to_have_text("print('two')")


def test_each_tab_gets_its_own_program_back(
    page: Page, context: BrowserContext, site: StaticServer
) -> None:
    pane = open_playground(page, site.url)
    other = open_playground(context.new_page(), site.url)
    write(pane, "print('first')")
    write(other, "print('second')")
    for each, text in ((pane, "print('first')"), (other, "print('second')")):
        each.page.reload()
        expect_known(each)
        expect(each.code).to_have_text(text)
    # A new tab goes on with what was written last.
    third = open_playground(context.new_page(), site.url)
    expect(third.code).to_have_text("print('second')")


def test_both_type_at_once(page: Page, context: BrowserContext, site: StaticServer) -> None:
    """Each on top of what it sees, neither hearing of the other: all of it is somewhere."""
    pane = open_example(page, site.url, "say-hello")
    other = open_example(context.new_page(), site.url, "say-hello")
    silence(page)
    silence(other.page)
    for turn in range(4):
        for each, name in ((pane, "one"), (other, "two")):
            fill(each, f"print('{name} {turn}')")
            expect_draft(each, "kept")
    versions = open_versions(other)
    texts: set[str] = set()
    rows = versions.get_by_role("button", name="yours")
    for row in rows.all():
        row.click()
        texts.add(versions.locator('[data-side="here"]').first.inner_text()[1:].strip())
    assert {f"print('one {turn}')" for turn in range(4)} <= texts
    assert {f"print('two {turn}')" for turn in range(3)} <= texts
