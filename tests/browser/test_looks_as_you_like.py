"""Promise: theme, sizes, the parts of a pane and zen are as you like them, and stay so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.site import PaneHandle, choose_look
from tests.browser.test_everyone_can_use_it import serious_findings
from tests.support.server import StaticServer

OpenPane = Callable[..., PaneHandle]


def box(locator: Locator) -> FloatRect:
    found = locator.bounding_box()
    assert found is not None
    return found


def height_of(locator: Locator) -> float:
    return box(locator)["height"]


def edit_part(pane: PaneHandle) -> Locator:
    return pane.section.locator(".pane-edit")


def splitter(pane: PaneHandle, name: str = "Size of the editor") -> Locator:
    return pane.section.get_by_role("separator", name=name)


def choose(pane: PaneHandle, item: str) -> None:
    pane.button("More").click()
    pane.section.get_by_role("menuitem", name=item).click()


@pytest.mark.parametrize("what", ["Text size", "Code size"])
def test_sizes(page: Page, open_pane: OpenPane, what: str) -> None:
    pane = open_pane("say-hello", "#/foundation/say-hello")
    size = (
        "document.body.querySelector('#main p')"
        if what == "Text size"
        else "document.activeElement"
    )

    def pixels() -> float:
        pane.code.focus()
        style = page.evaluate(f"getComputedStyle({size}).fontSize")
        return float(style.removesuffix("px"))

    before = pixels()
    choose_look(page, what, "larger")
    assert pixels() == pytest.approx(1.3 * before)
    page.reload()
    expect(pane.code).to_be_visible()
    assert pixels() == pytest.approx(1.3 * before)
    choose_look(page, what, "usual")
    assert pixels() == pytest.approx(before)


def test_all_of_it_fits_a_phone_in_huge_letters(page: Page, open_pane: OpenPane) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_pane("say-hello", "#/foundation/say-hello")
    choose_look(page, "Text size", "huge")
    choose_look(page, "Code size", "huge")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0


def test_output_stands_beside_the_code_in_a_wide_playground(
    page: Page, open_pane: OpenPane
) -> None:
    pane = open_pane()
    assert box(pane.output)["x"] > box(pane.code)["x"] + box(pane.code)["width"] - 1
    choose(pane, "Output below the code")
    assert box(pane.output)["y"] >= box(edit_part(pane))["y"] + height_of(edit_part(pane))
    page.reload()
    expect(pane.code).to_be_visible()
    assert box(pane.output)["y"] >= box(edit_part(pane))["y"] + height_of(edit_part(pane))
    choose(pane, "Output beside the code")
    page.set_viewport_size({"width": 700, "height": 700})
    expect(pane.section).to_have_attribute("data-layout", "below")


def test_the_line_between_moves_by_keys_and_pointer_and_stays(
    page: Page, open_pane: OpenPane
) -> None:
    pane = open_pane()
    usual = box(edit_part(pane))["width"]
    splitter(pane).press("ArrowLeft")
    narrower = box(edit_part(pane))["width"]
    assert narrower < usual
    line = box(splitter(pane))
    page.mouse.move(line["x"], line["y"] + 50)
    page.mouse.down()
    page.mouse.move(line["x"] - 100, line["y"] + 50, steps=4)
    page.mouse.up()
    dragged = box(edit_part(pane))["width"]
    assert dragged == pytest.approx(narrower - 100, abs=3)
    page.reload()
    expect(pane.code).to_be_visible()
    assert box(edit_part(pane))["width"] == pytest.approx(dragged, abs=1)
    expect(splitter(pane)).to_have_attribute("aria-orientation", "vertical")
    splitter(pane).press("Enter")
    assert box(edit_part(pane))["width"] == pytest.approx(usual, abs=1)


def test_heights_of_a_pane_in_the_text(page: Page, open_pane: OpenPane) -> None:
    pane = open_pane("say-hello", "#/foundation/say-hello")
    editor = pane.section.locator(".cm-editor")
    before = height_of(editor)
    splitter(pane).press("ArrowDown")
    assert height_of(editor) > before
    output = height_of(pane.output)
    splitter(pane, "Size of the output").press("ArrowDown")
    taller = height_of(pane.output)
    assert taller > output
    page.reload()
    expect(editor).to_be_visible()
    assert height_of(pane.output) == pytest.approx(taller, abs=1)
    splitter(pane).press("Enter")
    assert height_of(editor) == pytest.approx(before, abs=1)


@pytest.mark.parametrize("width", [1280, 360])
def test_zen(page: Page, open_pane: OpenPane, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    pane = open_pane("race", "#/traps/race")
    pane.code.press("Alt+Enter")
    assert box(pane.section) == {"x": 0, "y": 0, "width": width, "height": 700}
    elsewhere = page.get_by_role("link", name="Handbook", exact=True)
    elsewhere.focus()
    expect(elsewhere, "out of reach").not_to_be_focused()
    assert pane.run_to_end() == "finished"
    assert serious_findings(page) == []
    page.reload()
    expect(pane.button("Leave zen")).to_be_visible()
    assert box(pane.section)["height"] == 700
    pane.button("Leave zen").click()
    expect(pane.button("Leave zen")).to_be_hidden()
    elsewhere.focus()
    expect(elsewhere).to_be_focused()
    page.reload()
    expect(pane.code).to_be_visible()
    expect(pane.button("Leave zen")).to_be_hidden()


def test_zen_ends_where_the_address_leads_elsewhere(page: Page, open_pane: OpenPane) -> None:
    pane = open_pane("race", "#/traps/race")
    choose(pane, "Zen: nothing but this")
    page.evaluate("location.hash = '#/play'")
    expect(page.get_by_role("heading", name="Playground")).to_be_visible()
    page.get_by_role("link", name="Handbook", exact=True).click()


def test_a_shared_program_is_never_met_in_zen(
    page: Page, open_pane: OpenPane, site: StaticServer
) -> None:
    """What it is stands above the pane."""
    pane = open_pane()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pane.button("Share").click()
    expect(pane.status).to_contain_text("Link copied")
    link = page.evaluate("navigator.clipboard.readText()")
    choose(pane, "Zen: nothing but this")
    expect(pane.button("Leave zen")).to_be_visible()
    other = page.context.new_page()
    other.goto(link)
    expect(other.get_by_text("This is a shared program.")).to_be_visible()
    expect(PaneHandle(other, "playground").button("Leave zen")).to_be_hidden()


def test_menu_by_keyboard(page: Page, open_pane: OpenPane) -> None:
    pane = open_pane()
    more = pane.button("More")
    more.focus()
    page.keyboard.press("Enter")
    items = pane.section.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(items.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    expect(items.first).to_be_hidden()


def test_bad_memories_do_no_harm(page: Page, open_pane: OpenPane) -> None:
    page.add_init_script(
        """if (window === top) for (const name of ["arrangement", "text-size", "code-size"]) {
            localStorage.setItem(`asyncarium.${name}`, '{"width": 1e9, "zen": "]"}');
        }"""
    )
    pane = open_pane()
    assert pane.run_to_end("print('all is well')") == "finished"
