"""Promise: every shortcut of the page stands in one list, under "?" and in a pane's More menu."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import PaneHandle
from tests.browser.test_everyone_can_use_it import serious_findings


def shortcut_list(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Keyboard shortcuts")


def keys_for(page: Page, label: str) -> list[str]:
    """Windows' and Linux' keys, then a Mac's."""
    row = (
        shortcut_list(page)
        .get_by_role("row")
        .filter(has=page.get_by_role("rowheader", name=label, exact=True))
    )
    return row.first.get_by_role("cell").all_inner_texts()


def test_a_question_mark_opens_it_outside_of_text(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    pane = open_pane()
    page.keyboard.press("?")
    expect(shortcut_list(page)).to_be_visible()
    assert keys_for(page, "Run the program") == ["Ctrl+Enter", "⌘ ↩"]
    assert keys_for(page, "Search the handbook") == ["/", "/"]
    assert keys_for(page, "Leave the editor") == ["Esc, then Tab", "Esc, then Tab"]
    page.keyboard.press("Escape")
    expect(shortcut_list(page)).to_be_hidden()
    # In text it is a question mark.
    pane.code.fill("")
    page.keyboard.type("# why?")
    expect(pane.code).to_have_text("# why?")
    page.get_by_role("searchbox").fill("?")
    expect(shortcut_list(page)).to_be_hidden()


def test_the_menu_opens_it_too(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.button("More").click()
    page.get_by_role("menuitem", name="Keyboard shortcuts").click()
    expect(shortcut_list(page)).to_be_visible()
    shortcut_list(page).get_by_role("button", name="Close").click()
    expect(shortcut_list(page)).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_read_it(
    page: Page, open_pane: Callable[..., PaneHandle], scheme: str, width: int
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 740})
    open_pane()
    page.keyboard.press("?")
    expect(shortcut_list(page)).to_be_visible()
    assert serious_findings(page) == []
    assert shortcut_list(page).evaluate("list => list.scrollWidth <= list.clientWidth")


PROGRAM = "first = 1\nsecond = first\nprint(first, second)\n"


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["ControlOrMeta+/"], "# first = 1\nsecond = first\nprint(first, second)\n"),
        (["Alt+ArrowDown"], "second = first\nfirst = 1\nprint(first, second)\n"),
        (["Shift+Alt+ArrowDown"], f"first = 1\n{PROGRAM}"),
        (["Shift+Control+k"], "second = first\nprint(first, second)\n"),
        (["ControlOrMeta+d", "ControlOrMeta+d", "x"], PROGRAM.replace("first", "x", 2)),
        (["ControlOrMeta+d", "ControlOrMeta+Shift+l", "x"], PROGRAM.replace("first", "x")),
        (["Control+Alt+ArrowDown", "x"], f"x{PROGRAM}".replace("second =", "xsecond =")),
        (["ControlOrMeta+/", "ControlOrMeta+z"], PROGRAM),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_keys_do_what_the_list_says(
    page: Page, open_pane: Callable[..., PaneHandle], keys: list[str], text: str
) -> None:
    pane = open_pane()
    pane.code.fill(PROGRAM)
    pane.code.press("ControlOrMeta+Home")
    for key in keys:
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    lines = pane.section.locator(".cm-line")
    expect(lines).to_have_text(text.split("\n"))


def test_search_and_replace(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.code.fill(PROGRAM)
    pane.code.press("ControlOrMeta+f")
    find = pane.section.get_by_role("textbox", name="Find")
    expect(find).to_be_focused()
    find.fill("first")
    pane.section.get_by_role("textbox", name="Replace").fill("one")
    pane.button("replace all").click()
    expect(pane.code).to_contain_text("print(one, second)")
    assert serious_findings(page) == []
    find.press("Escape")
    expect(find).to_be_hidden()
    expect(pane.code).to_be_focused()


def test_the_search_fits_a_small_screen(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    pane = open_pane()
    pane.code.press("ControlOrMeta+f")
    expect(pane.section.get_by_role("textbox", name="Find")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for name in ("next", "replace all", "close"):
        box = pane.button(name).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 360


def test_a_function_folds(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.code.fill("def go():\n    pass\n    pass\n\nprint(1)\n")
    pane.section.get_by_title("Fold", exact=True).filter(visible=True).click()
    expect(pane.code).not_to_contain_text("pass")
    assert pane.run_to_end() == "finished"
    pane.section.get_by_title("Unfold", exact=True).filter(visible=True).click()
    expect(pane.code).to_contain_text("pass")


def test_undo_survives_a_run(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.code.fill("print('before')")
    # With fill() the two may be one step of undo: it comes before the browser tells its selection.
    pane.code.press("ControlOrMeta+a")
    page.keyboard.insert_text("print('after')")
    assert pane.run_to_end() == "finished"
    pane.code.press("ControlOrMeta+z")
    expect(pane.code).to_have_text("print('before')")


def test_undo_of_a_reset_keeps_what_was_typed_just_before(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    pane = open_pane()
    page.clock.set_fixed_time("2026-11-22")
    pane.code.fill("print('mine')")
    pane.button("Reset").click()
    expect(pane.code).to_contain_text("asyncio.run(main())")
    pane.code.press("ControlOrMeta+z")
    expect(pane.code).to_have_text("print('mine')")
