"""Promise: a keyboard, a screen reader, a small screen and any colour scheme will do."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.handbook import change_document, chapters
from tests.browser.site import PaneHandle, choose_look
from tests.support.machines import ROOT
from tests.support.server import StaticServer

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")


def serious_findings(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("axe.run({exclude: ['iframe']})")
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    page: Page, open_pane: Callable[..., PaneHandle], scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    pane = open_pane("say-hello", "#/foundation/say-hello")
    assert serious_findings(page) == []
    pane.run("import time\nprint('out')\ntime.sleep(60)")
    pane.expect_line("out")
    assert serious_findings(page) == []
    pane.button("Stop").click()
    pane.expect_state("stopped")
    assert serious_findings(page) == []
    pane.run("input('Name? ')")
    expect(pane.output.get_by_role("textbox")).to_be_visible()
    assert serious_findings(page) == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_serious_where_a_package_is_missing(
    page: Page, open_pane: Callable[..., PaneHandle], scheme: Any, width: int
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 740})
    pane = open_pane()
    assert pane.run_to_end("import nowhere") == "failed"
    expect(pane.section.get_by_text("nowhere is neither a file")).to_be_visible()
    assert serious_findings(page) == []
    pane.button("More").click()
    switch = pane.section.get_by_role("menuitemcheckbox", name="Use packages from PyPI")
    expect(switch).not_to_be_checked()
    switch.press("Enter")
    expect(pane.status).to_have_text("Packages from PyPI are on")
    pane.button("More").click()
    expect(switch).to_be_checked()
    assert serious_findings(page) == []


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_a_chapter(
    page: Page, open_pane: Callable[..., PaneHandle], scheme: Any, width: int
) -> None:
    """With all that it can hold: lesson, prediction, difference, search results, contents."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 740})
    change_document(page, ">Hello, Bob!</li>", ">Hello, Rob!</li>")
    hello = open_pane("say-hello", "#/foundation/say-hello")
    assert hello.run_to_end() == "finished"
    expect(hello.section.get_by_text("How it differs from the handbook")).to_be_visible()
    rule = PaneHandle(page, "the-rule")
    rule.section.scroll_into_view_if_needed()
    assert rule.run_to_end() == "failed"
    asking = PaneHandle(page, "tasks-and-the-loop")
    asking.section.scroll_into_view_if_needed()
    asking.button("main: begins").click()
    assert serious_findings(page) == []
    asking.section.get_by_role("combobox", name="Time").select_option("instant")
    while (left := asking.section.locator(".choices button")).count() > 0:
        left.first.click()
    asking.button("Run and compare").click()
    expect(asking.button("Predict again")).to_be_visible()
    rule.button("Apply the cure").click()
    page.get_by_role("searchbox").fill("await")
    expect(page.get_by_role("search").get_by_role("link").first).to_be_visible()
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    if width < 1200:
        page.get_by_role("button", name="Contents").click()
    expect(page.get_by_role("navigation", name="Contents", exact=True)).to_be_visible()
    assert serious_findings(page) == []


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_handbook(
    page: Page, site: StaticServer, scheme: Any, width: int
) -> None:
    """All chapters: the first page shows each."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(site.url)
    expect(page.get_by_role("article").last).to_be_visible()
    assert serious_findings(page) == []


def test_keyboard_alone(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    for _ in range(20):
        page.keyboard.press("Tab")
        if pane.code.evaluate("code => code === document.activeElement"):
            break
    expect(pane.code).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("print('typed')")
    page.keyboard.press("ControlOrMeta+Enter")
    pane.expect_state("finished")
    assert pane.texts() == ["typed"]
    # Tab indents; Escape, then Tab, leads out.
    page.keyboard.press("Tab")
    expect(pane.code).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(pane.code).not_to_be_focused()
    expect(pane.section.get_by_role("separator", name="Size of the editor")).to_be_focused()
    page.keyboard.press("Tab")
    expect(pane.button("Copy")).to_be_focused()


@pytest.mark.parametrize("width", [360, 320])
def test_small_screens_do_not_scroll_sideways(
    page: Page, open_pane: Callable[..., PaneHandle], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    pane = open_pane("the-pattern", "#/pattern/the-pattern")
    pane.run_to_end("print('x' * 200)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for name in ("Run", "Stop", "Reset", "Share"):
        box = pane.button(name).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("width", [360, 320])
def test_no_chapter_scrolls_sideways(page: Page, site: StaticServer, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    for address in ["#/", "#/play", *(chapter.address for chapter in chapters())]:
        page.goto(f"{site.url}{address}")
        expect(page.get_by_role("main")).to_be_visible()
        assert sideways(page) <= 0, address
        if address != "#/":
            for section in page.locator("section[data-example]:visible").all():
                section.scroll_into_view_if_needed()
                expect(section.locator(".cm-editor")).to_be_visible()
            assert sideways(page) <= 0, f"{address}, with its editors"


def sideways(page: Page) -> int:
    """How far the page could be scrolled to the right."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_a_flood_is_not_read_aloud(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run_to_end("print('one line')")
    expect(pane.output).to_have_attribute("aria-live", "polite")
    # Whoever looks now and then may miss it.
    pane.output.evaluate(
        """output => {
            window.seen = [];
            new MutationObserver(() => window.seen.push(output.ariaLive))
                .observe(output, { attributeFilter: ["aria-live"] });
        }"""
    )
    assert pane.run_to_end("for n in range(100_000): print(n)") == "finished"
    assert "off" in pane.page.evaluate("window.seen")


def test_the_theme_is_remembered(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    open_pane()
    choose_look(page, "Theme", "dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    choose_look(page, "Theme", "light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
