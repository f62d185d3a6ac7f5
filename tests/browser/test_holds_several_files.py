"""Promise: the playground holds several files, which the program imports and opens."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import PaneHandle
from tests.browser.test_everyone_can_use_it import serious_findings, sideways
from tests.support.machines import ROOT


def tab(pane: PaneHandle, name: str) -> Locator:
    return pane.section.get_by_role("tab", name=name, exact=True)


def names(pane: PaneHandle) -> list[str]:
    return pane.section.get_by_role("tab").all_text_contents()


def add(pane: PaneHandle, name: str, text: str = "") -> None:
    """Make a file as a reader would."""
    pane.button("+ New file").click()
    pane.section.get_by_role("textbox", name="Name of the new file").fill(name)
    pane.page.keyboard.press("Enter")
    expect(tab(pane, name)).to_have_attribute("aria-selected", "true")
    pane.code.fill(text)


def show(pane: PaneHandle, name: str) -> None:
    tab(pane, name).click()
    expect(tab(pane, name)).to_have_attribute("aria-selected", "true")


def test_a_program_imports_and_opens_its_files(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.code.fill("import helpers\nprint(helpers.greet(open('data.txt').read()))")
    add(pane, "helpers.py", "def greet(name):\n    return f'Hello, {name}!'")
    add(pane, "data.txt", "Grüße")
    assert names(pane) == ["main.py", "helpers.py", "data.txt"]
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["Hello, Grüße!"]
    # The file that was seen is still seen, and each has its own text.
    expect(tab(pane, "data.txt")).to_have_attribute("aria-selected", "true")
    expect(pane.code).to_have_text("Grüße")
    show(pane, "helpers.py")
    expect(pane.code).to_contain_text("def greet")
    panel = pane.section.get_by_role("tabpanel", name="helpers.py")
    expect(panel.get_by_role("textbox", name="Code")).to_be_visible()


def test_keys_alone(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    add(pane, "a.py", "one = 1")
    add(pane, "b.txt", "two")
    tab(pane, "b.txt").focus()
    page.keyboard.press("ArrowLeft")
    expect(tab(pane, "a.py")).to_be_focused()
    expect(pane.code).to_have_text("one = 1")
    page.keyboard.press("ArrowLeft")
    expect(tab(pane, "main.py")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(tab(pane, "b.txt")).to_be_focused()
    page.keyboard.press("Home")
    expect(tab(pane, "main.py")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    field = pane.section.get_by_role("textbox", name="New name of a.py")
    expect(field).to_be_focused()
    # The ending stays unless it is changed, too.
    page.keyboard.type("tools")
    page.keyboard.press("Enter")
    assert names(pane) == ["main.py", "tools.py", "b.txt"]
    expect(tab(pane, "tools.py")).to_be_focused()
    expect(pane.code).to_have_text("one = 1")
    page.keyboard.press("F2")
    page.keyboard.press("Escape")
    expect(tab(pane, "tools.py")).to_be_focused()
    page.keyboard.press("Delete")
    assert names(pane) == ["main.py", "b.txt"]
    expect(tab(pane, "main.py")).to_be_focused()


def test_a_deleted_file_comes_back(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.code.fill("main = 1")
    add(pane, "a.py", "a = 1")
    add(pane, "b.py", "b = 1")
    show(pane, "a.py")
    pane.button("More").click()
    pane.section.get_by_role("menuitem", name="Delete a.py").click()
    expect(page.get_by_text("a.py is deleted")).to_be_visible()
    assert names(pane) == ["main.py", "b.py"]
    expect(pane.code).to_have_text("main = 1")
    # What is written meanwhile stays.
    pane.code.fill("main = 2")
    page.get_by_role("button", name="Undo").click()
    assert names(pane) == ["main.py", "a.py", "b.py"]
    expect(tab(pane, "a.py")).to_have_attribute("aria-selected", "true")
    expect(pane.code).to_have_text("a = 1")
    show(pane, "main.py")
    expect(pane.code).to_have_text("main = 2")


def test_the_program_itself_stays(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    tab(pane, "main.py").focus()
    page.keyboard.press("Delete")
    why = "main.py is the program itself: it keeps its name, and can’t be deleted."
    expect(page.get_by_text(why)).to_be_visible()
    assert names(pane) == ["main.py"]
    pane.button("More").click()
    items = pane.section.get_by_role("menuitem").all_text_contents()
    assert not [item for item in items if item.startswith(("Rename", "Delete"))]


def test_a_name_is_checked(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.button("+ New file").click()
    field = pane.section.get_by_role("textbox", name="Name of the new file")
    remark = pane.section.get_by_role("alert")
    for name, why in [
        ("", "Type a name, such as helpers.py or data.txt."),
        ("a/b.py", "There are no folders here: leave out / and \\."),
        ("my data.csv", "A name can’t hold a space: use the letters a to z, digits, _ . and -"),
        ("main.py", "There is a file main.py already."),
    ]:
        field.fill(name)
        field.press("Enter")
        expect(remark).to_have_text(why)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_be_focused()
    # Possible, but surprising.
    field.fill("random.py")
    expect(remark).to_contain_text("Python’s own module random")
    expect(field).to_have_attribute("aria-invalid", "false")
    field.press("Enter")
    expect(field).to_be_hidden()
    assert names(pane) == ["main.py", "random.py"]


@pytest.mark.parametrize("module", ["turtle", "random", "asyncio"])
def test_what_the_warning_says_of_modules(
    open_pane: Callable[..., PaneHandle], module: str
) -> None:
    """A file hides a module of its name, also where the kernel has loaded it before."""
    pane = open_pane()
    pane.code.fill(f"import {module}\nprint({module}.__file__)")
    add(pane, f"{module}.py", "")
    assert pane.run_to_end() == "finished"
    assert pane.texts() == [f"/home/learner/{module}.py"]


def test_the_known_modules_are_those_of_the_engine(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    code = "import sys\nprint(*sorted(n for n in sys.stdlib_module_names if n[0] != '_'))"
    assert pane.run_to_end(code) == "finished"
    text = (ROOT / "web/src/files/stdlib.ts").read_text("utf-8")
    known = text.split("`")[1].split()
    assert set(known) | {"antigravity", "this"} == set(pane.texts()[0].split())


def test_reset_brings_all_files_back(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    expect(pane.button("Reset")).to_be_disabled()
    original = pane.code.inner_text()
    add(pane, "helpers.py", "x = 1")
    expect(pane.button("Reset")).to_be_enabled()
    show(pane, "main.py")
    pane.code.fill("mine = 1")
    show(pane, "helpers.py")
    pane.button("Reset").click()
    assert names(pane) == ["main.py"]
    assert pane.code.inner_text() == original
    expect(pane.button("Reset")).to_be_disabled()
    page.get_by_role("button", name="Undo").click()
    assert names(pane) == ["main.py", "helpers.py"]
    expect(pane.code).to_have_text("x = 1")
    show(pane, "main.py")
    expect(pane.code).to_have_text("mine = 1")


def test_each_file_has_its_own_undo(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    add(pane, "a.py", "first")
    add(pane, "b.py", "b")
    show(pane, "a.py")
    pane.code.focus()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type(" second")
    tab(pane, "a.py").dblclick()
    field = pane.section.get_by_role("textbox", name="New name of a.py")
    field.fill("c.py")
    field.press("Enter")
    pane.code.focus()
    page.keyboard.press("ControlOrMeta+z")
    expect(pane.code).to_have_text("first")
    show(pane, "b.py")
    expect(pane.code).to_have_text("b")


def test_a_reload_keeps_all_files(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    add(pane, "helpers.py", "x = 1")
    page.reload()
    expect(tab(pane, "helpers.py")).to_be_visible()
    show(pane, "helpers.py")
    expect(pane.code).to_have_text("x = 1")


def test_a_link_holds_all_files(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    pane.code.fill("import helpers")
    add(pane, "helpers.py", "print('from a friend')")
    link = pane.share()
    other = page.context.new_page()
    other.goto(link)
    shared = PaneHandle(other, "playground")
    shared.expect_state("ready")
    expect(tab(shared, "helpers.py")).to_be_visible()
    assert shared.run_to_end() == "finished"
    assert shared.texts() == ["from a friend"]


def test_a_program_of_the_handbook_has_no_tabs(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane("say-hello", "#/foundation/say-hello")
    expect(pane.code).to_be_visible()
    expect(pane.section.get_by_role("tablist")).to_have_count(0)
    expect(pane.section.get_by_role("button", name="+ New file")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_many_files(
    page: Page, open_pane: Callable[..., PaneHandle], scheme: Any, width: int
) -> None:
    """They scroll within their row, and the one that is seen is in sight."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 740})
    pane = open_pane()
    for number in range(8):
        add(pane, f"part_number_{number}.py")
    assert sideways(page) <= 0
    for name in ("main.py", "part_number_7.py", "part_number_3.py"):
        # Without Playwright's own scrolling to what it clicks.
        tab(pane, name).evaluate("tab => tab.click()")
        expect(tab(pane, name)).to_have_attribute("aria-selected", "true")
        box = tab(pane, name).bounding_box()
        row = pane.section.get_by_role("tablist").bounding_box()
        assert box is not None
        assert row is not None
        assert row["x"] - 1 <= box["x"]
        assert box["x"] + box["width"] <= row["x"] + row["width"] + 1
    button = pane.button("+ New file").bounding_box()
    assert button is not None
    assert button["x"] + button["width"] <= width
    assert serious_findings(page) == []
    pane.button("+ New file").click()
    pane.section.get_by_role("textbox", name="Name of the new file").fill("random.py")
    assert serious_findings(page) == []
    pane.section.get_by_role("textbox", name="Name of the new file").fill("a b")
    page.keyboard.press("Enter")
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    pane.button("More").click()
    assert serious_findings(page) == []
    assert sideways(page) <= 0
