"""Promise: what you write is kept, says so, and can be had back as it was."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drafts import (
    alert,
    dialog,
    expect_draft,
    expect_known,
    fill,
    open_example,
    open_playground,
    open_programs,
    open_versions,
    toast,
    undo,
    write,
)
from tests.browser.handbook import change_document
from tests.browser.site import PaneHandle
from tests.browser.test_everyone_can_use_it import serious_findings, sideways
from tests.support.server import StaticServer

TODAY = r"today \d?\d:\d\d"


def test_an_edited_program_says_so(page: Page, site: StaticServer) -> None:
    pane = open_example(page, site.url, "say-hello")
    expect(pane.section.get_by_text("Edited by you")).to_be_hidden()
    pane.code.press("Control+Home")
    page.keyboard.type("# mine\n")
    expect(pane.section.get_by_text(re.compile(f"Edited by you {TODAY}"))).to_be_visible()
    expect_draft(pane, "kept")
    pane.button("Show the difference").click()
    difference = pane.section.locator(".pane-difference")
    expect(difference).to_contain_text("− only in the handbook + only in yours")
    expect(difference.locator('[data-side="here"]')).to_have_text("+# mine")
    pane.button("Show the difference").click()
    expect(difference).to_have_count(0)

    # In another tab, when this one is gone.
    context = page.context
    page.close()
    again = open_example(context.new_page(), site.url, "say-hello")
    expect(again.code).to_contain_text("# mine")
    expect(again.section.get_by_text(re.compile(f"Edited by you {TODAY}"))).to_be_visible()


def test_reset_can_be_undone_and_keeps_a_version(page: Page, site: StaticServer) -> None:
    pane = open_example(page, site.url, "say-hello")
    write(pane, "print('mine')")
    pane.button("Reset").click()
    expect(pane.code).to_contain_text("import asyncio")
    expect(pane.section.get_by_text("Edited by you")).to_be_hidden()
    expect_draft(pane, "untouched")
    undo(page, "The original code is back")
    expect(pane.code).to_have_text("print('mine')")
    expect_draft(pane, "kept")

    pane.button("Reset").click()
    expect_draft(pane, "untouched")
    page.reload()
    expect_known(pane)
    expect(pane.code).to_contain_text("import asyncio")
    versions = open_versions(pane)
    versions.get_by_role(
        "button", name=re.compile(f"^yours, {TODAY} · 1 line · before Reset")
    ).click()
    expect(versions.locator('[data-side="here"]')).to_have_text("+print('mine')")
    versions.get_by_role("button", name="Restore").click()
    expect(pane.code).to_have_text("print('mine')")
    undo(page, "Restored: yours")
    expect(pane.code).to_contain_text("import asyncio")


def test_a_run_keeps_a_version(page: Page, site: StaticServer) -> None:
    pane = open_playground(page, site.url)
    pane.expect_state("ready")
    assert pane.run_to_end("print('first')") == "finished"
    fill(pane, "print('second')\nprint('third')")
    versions = open_versions(pane)
    rows = versions.get_by_role("listitem")
    expect(rows).to_have_text(
        [re.compile(f"^yours, {TODAY} · 1 line · as it was run$"), re.compile("^as it began · ")]
    )
    rows.first.get_by_role("button").click()
    expect(versions.locator(".pane-difference")).to_contain_text(
        "− only now + only in that version"
    )
    versions.get_by_role("button", name="Restore").click()
    expect(pane.code).to_have_text("print('first')")


def test_it_is_told_when_the_handbook_has_changed(page: Page, site: StaticServer) -> None:
    pane = open_example(page, site.url, "say-hello")
    pane.code.press("Control+Home")
    page.keyboard.type("# mine\n")
    expect_draft(pane, "kept")
    change_document(page, "pause here; others may run", "pause here, and others may run")
    page.reload()
    expect_known(pane)
    expect(pane.code).to_contain_text("# mine")
    expect(pane.section.get_by_text("The handbook’s version has changed since")).to_be_visible()
    pane.button("Show what changed").click()
    difference = pane.section.locator(".pane-difference")
    expect(difference.locator('[data-side="here"]')).to_contain_text("pause here, and others")
    pane.button("Reset").click()
    expect(pane.code).to_contain_text("pause here, and others may run")
    expect(pane.section.get_by_text("The handbook’s version has changed")).to_be_hidden()


def test_my_programs(page: Page, site: StaticServer) -> None:
    pane = open_playground(page, site.url)
    programs = open_programs(page)
    expect(programs.get_by_text("None yet")).to_be_visible()
    page.keyboard.press("Escape")
    write(pane, "\nprint('one')\n2")
    page.get_by_role("button", name="New program").click()
    expect(pane.code).not_to_have_text("print('one')")
    # What was done to one program can't be undone in another.
    pane.code.press("Control+z")
    expect(pane.code).not_to_have_text("print('one')")
    write(pane, "print('two')")

    programs = open_programs(page)
    rows = programs.get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text(re.compile(f"shown now · {TODAY} · print\\('two'\\)"))
    expect(rows.nth(1)).to_contain_text("print('one')")
    rows.nth(1).get_by_role("button", name="Rename").click()
    programs.get_by_role("textbox", name="Title").fill("The first")
    page.keyboard.press("Enter")
    programs.get_by_role("button", name="The first", exact=True).click()
    expect(pane.code).to_contain_text("print('one')")
    expect(pane.section.locator(".pane-title")).to_have_text("The first")
    page.reload()
    expect_known(pane)
    expect(pane.section.locator(".pane-title")).to_have_text("The first")

    programs = open_programs(page)
    programs.get_by_role("button", name="Delete The first").click()
    expect(programs.get_by_role("listitem")).to_have_count(1)
    expect(pane.code).not_to_contain_text("print('one')")
    undo(page, "Deleted: The first.")
    expect(programs.get_by_role("listitem")).to_have_count(2)
    expect(pane.code).to_contain_text("print('one')")
    programs.get_by_role("button", name="Delete main.py").click()
    expect(programs.get_by_role("listitem")).to_have_count(1)
    programs.get_by_role("button", name="Close").click()
    expect(toast(page, "Deleted: main.py.")).to_be_visible()
    expect(pane.code).to_contain_text("print('one')")


def test_everything_can_be_taken_elsewhere(page: Page, site: StaticServer, tmp_path: Path) -> None:
    pane = open_playground(page, site.url)
    write(pane, "print('mine')")
    example = open_example(page, site.url, "say-hello")
    write(example, "print('edited')")
    page.goto(f"{site.url}#/about")
    mine = page.get_by_role("region", name="Your programs")
    expect(mine).to_contain_text("1 program of your own and 1 edited program of the handbook")
    with page.expect_download() as downloading:
        mine.get_by_role("button", name="Export all").click()
    exported = tmp_path / "programs.json"
    downloading.value.save_as(exported)
    assert len(json.loads(exported.read_text("utf-8"))["documents"]) == 2

    remove = mine.get_by_role("button", name="Remove my programs")
    remove.dblclick()
    expect(mine).to_contain_text("Press again to remove all your programs")
    page.keyboard.press("Escape")
    expect(mine).not_to_contain_text("Press again")
    remove.click()
    mine.get_by_role("button", name="Remove them now").click()
    expect(mine).to_contain_text("Your programs are removed.")
    expect(mine).to_contain_text("0 programs of your own and 0 edited programs")
    page.reload()
    expect(mine).to_contain_text("0 programs of your own")

    mine.get_by_label("File to import").set_input_files(exported)
    expect(toast(page, "2 programs imported.")).to_be_visible()
    expect(mine).to_contain_text("1 program of your own and 1 edited program of the handbook")
    exported.write_text("{")
    mine.get_by_label("File to import").set_input_files(exported)
    expect(toast(page, "This is no file of “Export all”")).to_be_visible()
    example = open_example(page, site.url, "say-hello")
    expect(example.code).to_have_text("print('edited')")


def test_a_link_takes_nobodys_place(page: Page, site: StaticServer) -> None:
    pane = open_playground(page, site.url)
    pane.expect_state("ready")
    fill(pane, "print('shared')")
    link = pane.share()
    write(pane, "print('mine')")
    page.goto(link)
    expect(page.get_by_text("Nothing of it runs until you press Run.")).to_be_visible()
    expect(pane.code).to_have_text("print('shared')")
    expect(pane.section.locator(".pane-title")).to_have_text("Shared program: main.py")
    # Unedited it is nobody's program.
    expect(open_programs(page).get_by_role("listitem")).to_have_count(1)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Playground").click()
    expect(pane.code).to_have_text("print('mine')")

    page.go_back()
    expect(pane.code).to_have_text("print('shared')")
    write(pane, "print('made of it')")
    expect(pane.section.locator(".pane-title")).to_have_text("main.py")
    expect(open_programs(page).get_by_role("listitem")).to_have_count(2)
    page.keyboard.press("Escape")

    # In another tab the link shows what was shared, and offers what was made of it.
    other = page.context.new_page()
    other_pane = open_playground(other, site.url, link.removeprefix(site.url))
    expect(other_pane.code).to_have_text("print('shared')")
    other.get_by_role("button", name=re.compile(f"^Open yours from {TODAY}")).click()
    expect(other_pane.code).to_have_text("print('made of it')")
    expect(other.get_by_text("This is a shared program.")).to_be_hidden()
    assert other.url.endswith("#/play")


def test_drafts_of_the_page_before_are_taken_over(page: Page, site: StaticServer) -> None:
    draft = {"original": {"main.py": "old"}, "files": {"main.py": "print('from before')"}}
    drafts = json.dumps({"say-hello": draft, "playground": draft})
    page.goto(f"{site.url}#/about")
    page.evaluate("drafts => sessionStorage.setItem('asyncarium.drafts', drafts)", drafts)
    page.reload()
    pane = open_playground(page, site.url)
    expect(pane.code).to_have_text("print('from before')")
    expect_draft(pane, "kept")
    example = open_example(page, site.url, "say-hello")
    expect(example.code).to_have_text("print('from before')")
    expect_draft(example, "kept")
    assert page.evaluate("sessionStorage.getItem('asyncarium.drafts')") is None


SLOW_STORAGE = """
let go;
const gone = new Promise((resolve) => { go = resolve; });
window.letThrough = () => go();
const {open} = IDBFactory.prototype;
IDBFactory.prototype.open = function (...rest) {
    const late = {};
    gone.then(() => {
        const request = open.apply(this, rest);
        for (const name of ["onsuccess", "onerror", "onupgradeneeded", "onblocked"]) {
            request[name] = (event) => {
                late.result = request.result;
                late[name]?.(event);
            };
        }
    });
    return late;
};
"""


def test_what_is_typed_first_wins(page: Page, site: StaticServer) -> None:
    """Before it is known what is kept: that is among the versions, and the reader is told."""
    pane = open_example(page, site.url, "say-hello")
    write(pane, "print('kept')")
    expect_draft(pane, "kept")
    type_early(page, pane)
    expect(pane.section.get_by_role("alert").filter(has_text="You typed before")).to_be_visible()
    page.reload()
    page.evaluate("letThrough()")
    expect_draft(pane, "kept")
    expect(pane.code).to_contain_text("early = 1")
    versions = open_versions(pane)
    expect(
        versions.get_by_role("button", name=re.compile("another text took its place"))
    ).to_be_visible()


def test_what_is_typed_first_in_the_playground_is_a_program(page: Page, site: StaticServer) -> None:
    """It takes no place of the one that was shown there."""
    pane = open_playground(page, site.url)
    write(pane, "print('kept')")
    expect_draft(pane, "kept")
    type_early(page, pane)
    page.get_by_role("button", name="My programs").click()
    programs = dialog(page, "My programs").get_by_role("listitem")
    expect(programs).to_have_count(2)
    expect(programs.filter(has_text="print('kept')")).to_be_visible()


def type_early(page: Page, pane: PaneHandle) -> None:
    """After a reload, before anything that was kept could be read."""
    page.add_init_script(SLOW_STORAGE)
    page.reload()
    pane.section.locator(".cm-content").wait_for()
    pane.code.press("Control+End")
    page.keyboard.type("early = 1")
    page.evaluate("letThrough()")
    expect_draft(pane, "kept")
    expect(pane.code).to_contain_text("early = 1")


def test_undo_after_a_reload_does_not_take_the_draft_away(page: Page, site: StaticServer) -> None:
    pane = open_example(page, site.url, "say-hello")
    write(pane, "print('mine')")
    expect_draft(pane, "kept")
    page.reload()
    expect_draft(pane, "kept")
    pane.code.press("Control+End")
    page.keyboard.type("#")
    expect(pane.code).to_contain_text("print('mine')#")
    pane.code.press("Control+z")
    expect(pane.code).not_to_contain_text("#")
    pane.code.press("Control+z")
    expect(pane.code).to_contain_text("print('mine')")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_it(page: Page, site: StaticServer, scheme: Any, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    example = open_example(page, site.url, "say-hello")
    write(example, "print('mine')")
    example.button("Show the difference").click()
    assert serious_findings(page) == []
    versions = open_versions(example)
    versions.get_by_role("button", name="as in the handbook").click()
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    expect(dialog(page, "Versions")).to_have_count(0)
    pane = open_playground(page, site.url)
    write(pane, "print('mine')")
    programs = open_programs(page)
    programs.get_by_role("button", name="Rename").click()
    assert serious_findings(page) == []
    programs.get_by_role("textbox", name="Title").press("Escape")
    expect(programs).to_be_visible()
    programs.get_by_role("button", name="Delete").click()
    expect(toast(page, "Deleted")).to_be_visible()
    assert serious_findings(page) == []
    assert sideways(page) <= 0
    expect(alert(PaneHandle(page, "playground"))).to_be_empty()
