"""Promise: a keyboard, a screen reader, a small screen and any colour scheme will do."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import PaneHandle
from tests.support.machines import ROOT

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
    pane = open_pane("say-hello")
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
    expect(pane.button("Copy")).to_be_focused()


@pytest.mark.parametrize("width", [360, 320])
def test_small_screens_do_not_scroll_sideways(
    page: Page, open_pane: Callable[..., PaneHandle], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    pane = open_pane("the-pattern")
    pane.run_to_end("print('x' * 200)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for name in ("Run", "Stop", "Reset", "Share"):
        box = pane.button(name).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_a_flood_is_not_read_aloud(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run_to_end("print('one line')")
    expect(pane.output).to_have_attribute("aria-live", "polite")
    pane.run("for n in range(100_000): print(n)")
    expect(pane.output).to_have_attribute("aria-live", "off")


def test_the_theme_is_remembered(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    open_pane()
    page.get_by_label("Theme").select_option("dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.get_by_label("Theme").select_option("light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
