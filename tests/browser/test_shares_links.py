"""Promise: a link holds the program, opens in the playground, and runs nothing by itself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import PaneHandle
from tests.support.server import StaticServer


def test_share_and_open(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane("say-hello")
    pane.code.fill("print('from a friend')")
    link = pane.share()
    assert "#v1." in link

    other = page.context.new_page()
    other.goto(link)
    shared = PaneHandle(other, "playground")
    shared.expect_state("ready")
    expect(other.get_by_text("This is a shared program.")).to_be_visible()
    expect(shared.code).to_have_text("print('from a friend')")
    assert shared.lines() == []
    assert shared.run_to_end() == "finished"
    assert shared.texts() == ["from a friend"]


@pytest.mark.parametrize("payload", ["eJwrz", "AAAA", "", "%F0%9F"])
def test_a_damaged_link_says_so(
    page: Page, site: StaticServer, open_pane: Callable[..., PaneHandle], payload: str
) -> None:
    pane = open_pane()
    pane.code.fill("my_draft = 1")
    page.evaluate("hash => { location.hash = hash; }", f"#v1.{payload}")
    expect(page.get_by_text("This link is damaged")).to_be_visible()
    expect(page.get_by_text(f"#v1.{payload}")).to_be_visible()
    expect(pane.code).to_have_text("my_draft = 1")
    page.get_by_role("link", name="Handbook").click()
    page.go_back()
    expect(page.get_by_text("This link is damaged")).to_be_visible()
