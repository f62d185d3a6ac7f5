"""Promise: a link holds the program, opens in the playground, and runs nothing by itself."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import PaneHandle
from tests.browser.test_everyone_can_use_it import serious_findings
from tests.support.server import StaticServer

# Hardly compresses, and means nothing.
NOISE = "x = '" + "".join(chr(0x4E00 + n * n % 20_000) for n in range(2_000)) + "'"


def panel_of(pane: PaneHandle) -> Locator:
    """What Share opens."""
    return pane.section.get_by_role("group", name="Share this program")


def clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


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


def test_share_says_how_long_the_link_is(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.code.fill("print(1)")
    link = pane.share()
    panel = panel_of(pane)
    expect(pane.status).to_have_text(
        f"Link copied ({len(link)} characters: fits a Discord message)"
    )
    expect(panel).to_contain_text(f"Link copied. {len(link)} characters: fits a Discord message.")
    expect(panel.get_by_label("Link")).to_have_value(link)
    expect(panel.get_by_role("button", name="Download the file")).to_be_hidden()
    pane.code.fill(NOISE)
    expect(panel).to_contain_text("too long for most chats. Send the file instead.")
    expect(panel.get_by_label("Link")).not_to_have_value(link)


def test_a_long_program_goes_as_a_file(
    page: Page, open_pane: Callable[..., PaneHandle], tmp_path: Path
) -> None:
    pane = open_pane()
    pane.code.fill(NOISE)
    pane.share()
    panel_of(pane).get_by_label("Title").fill("Größe: 1/2")
    with page.expect_download() as downloading:
        panel_of(pane).get_by_role("button", name="Download the file").click()
    assert downloading.value.suggested_filename == "Größe-1-2.py"
    assert downloading.value.path().read_text("utf-8") == NOISE


def test_a_program_that_no_link_can_hold(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.run_to_end("print(1)")
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('asked')))")
    pane.code.fill("#" * 1_050_000)
    pane.button("Share").click()
    expect(pane.status).to_have_text(
        "This program is too large for a link, which can hold 1 MiB: send it as a file."
    )
    expect(panel_of(pane)).to_contain_text("send it as a file")
    expect(panel_of(pane).get_by_label("Link")).to_be_hidden()
    expect(panel_of(pane).get_by_role("button", name="Download the file")).to_be_visible()


def test_other_ways_to_share(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane("say-hello", "#/foundation/say-hello")
    program = pane.section.locator(".pane-code pre").first.text_content() or ""
    first = pane.share()
    panel = panel_of(pane)
    panel.get_by_label("Title").fill("two greetings")
    expect(panel.get_by_label("Link")).not_to_have_value(first)
    panel.get_by_role("button", name="Copy link").click()
    expect(panel).to_contain_text("Link copied.")
    link = clipboard(page)
    assert link == panel.get_by_label("Link").input_value()
    panel.get_by_role("button", name="Copy as code block").click()
    expect(panel).to_contain_text("Code block copied.")
    assert clipboard(page) == f"```python\n{program}\n```\n"
    panel.get_by_role("button", name="Copy short address").click()
    expect(panel).to_contain_text("Address copied.")
    assert clipboard(page).endswith("/some/where/#/foundation/say-hello")
    panel.get_by_role("button", name="Copy embed code").click()
    expect(panel).to_contain_text("Embed code copied.")
    assert '<asyncarium-pane title="two greetings">' in clipboard(page)
    # Changed, it is not the handbook's any more.
    pane.code.fill("print(1)")
    expect(panel.get_by_role("button", name="Copy short address")).to_be_hidden()

    other = page.context.new_page()
    other.goto(link)
    expect(PaneHandle(other, "playground").section).to_contain_text("two greetings")


def test_the_link_has_the_title_that_was_typed(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    pane = open_pane()
    pane.code.fill("print(1)")
    untitled = pane.share()
    link = panel_of(pane).get_by_label("Link")
    expect(link).to_have_value(untitled)
    panel_of(pane).get_by_label("Title").fill("my own")
    expect(link).not_to_have_value(untitled)
    expect(panel_of(pane)).not_to_contain_text("Link copied.")
    pane.button("Share").click()
    expect(panel_of(pane)).to_contain_text("Link copied.")
    titled = clipboard(page)
    assert titled == link.input_value()
    other = page.context.new_page()
    other.goto(titled)
    expect(PaneHandle(other, "playground").section).to_contain_text("my own")


def test_another_program_does_not_get_the_title_of_the_one_before(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    """Both are called main.py by the page."""
    pane = open_pane()
    pane.code.fill("print(1)")
    pane.share()
    title = panel_of(pane).get_by_label("Title")
    title.fill("the first")
    # It stays while the program is changed.
    link = panel_of(pane).get_by_label("Link")
    before = link.input_value()
    pane.code.fill(NOISE)
    expect(panel_of(pane)).to_contain_text("too long for most chats")
    expect(link).not_to_have_value(before)
    expect(title).to_have_value("the first")
    page.get_by_role("button", name="New program").click()
    expect(title).to_have_value("")

    # Also if it is closed meanwhile.
    title.fill("the second")
    panel_of(pane).get_by_role("button", name="Close").click()
    page.get_by_role("button", name="New program").click()
    pane.code.fill("print(3)")
    pane.button("Share").click()
    expect(title).to_have_value("")


def test_the_panel_opens_and_closes_by_keyboard(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    pane = open_pane()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pane.button("Share").focus()
    page.keyboard.press("Enter")
    panel = panel_of(pane)
    expect(panel).to_be_visible()
    # Scripts and readers go on where they were.
    expect(pane.button("Share")).to_be_focused()
    title = panel.get_by_label("Title")
    for _ in range(4):
        page.keyboard.press("Tab")
        if title.evaluate("title => title === document.activeElement"):
            break
    expect(title).to_be_focused()
    page.keyboard.press("Tab")
    expect(panel.get_by_label("Link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(pane.button("Share")).to_be_focused()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_the_panel(
    page: Page, open_pane: Callable[..., PaneHandle], scheme: str, width: int
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 740})
    pane = open_pane("say-hello", "#/foundation/say-hello")
    pane.share()
    expect(panel_of(pane)).to_contain_text("Link copied.")
    assert serious_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_clipboard_the_link_can_be_taken_by_hand(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    pane = open_pane()
    page.evaluate(
        "void (navigator.clipboard.writeText = () => Promise.reject(new Error('denied')))"
    )
    pane.button("Share").click()
    expect(pane.status).to_contain_text("Could not copy by itself")
    taken = pane.status.get_by_label("Text to copy")
    expect(taken).to_have_value(panel_of(pane).get_by_label("Link").input_value())
    expect(panel_of(pane)).not_to_contain_text("Link copied")


@pytest.mark.parametrize("payload", ["eJwrz", "AAAA", "", "%F0%9F"])
def test_a_damaged_link_says_so(
    page: Page, site: StaticServer, open_pane: Callable[..., PaneHandle], payload: str
) -> None:
    pane = open_pane()
    pane.code.fill("my_draft = 1")
    page.evaluate("hash => { location.hash = hash; }", f"#v1.{payload}")
    expect(page.get_by_text("This link is damaged")).to_be_visible()
    expect(page.get_by_text(f"#v1.{payload}", exact=True)).to_be_visible()
    expect(pane.code).to_have_text("my_draft = 1")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the link’s text").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert clipboard(page) == f"#v1.{payload}"
    assert serious_findings(page) == []
    page.get_by_role("link", name="Handbook").click()
    page.go_back()
    expect(page.get_by_text("This link is damaged")).to_be_visible()


@pytest.mark.parametrize("change", [str.upper, lambda link: link.replace(".", "%252E")])
def test_a_changed_link_is_not_passed_over(
    page: Page, open_pane: Callable[..., PaneHandle], change: Callable[[str], str]
) -> None:
    """Even one whose beginning is not what it was."""
    pane = open_pane()
    pane.code.fill("print('whole')")
    address, _, hash_ = pane.share().partition("#")
    other = page.context.new_page()
    other.goto(f"{address}#{change(hash_)}")
    damaged = other.get_by_text("This link is damaged")
    expect(damaged.or_(other.get_by_text("This is a shared program."))).to_be_visible()
    if change is not str.upper:
        expect(damaged).to_be_hidden()
        expect(PaneHandle(other, "playground").code).to_have_text("print('whole')")


def test_a_link_of_four_megabytes_is_refused(page: Page, site: StaticServer) -> None:
    page.goto(f"{site.url}#/play")
    page.evaluate("location.hash = `#v1.${'A'.repeat(4_000_000)}`")
    expect(page.get_by_text("This link is longer than any that holds a program.")).to_be_visible()
