"""Promise: the files that a program writes can be viewed and downloaded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import PaneHandle
from tests.browser.test_everyone_can_use_it import serious_findings

PROGRAM = """
import os
os.mkdir("out")
open("out/page.html", "w").write("<h1 onclick=alert(1)>Grüße</h1>")
open("image.bin", "wb").write(bytes(range(256)))
open("long.txt", "w").write("x" * 300_000)
open("large.bin", "wb").write(bytes(2 ** 20 + 1))
"""


def test_they_are_listed_viewed_and_downloaded(
    page: Page, open_pane: Callable[..., PaneHandle], tmp_path: Path
) -> None:
    pane = open_pane()
    files = pane.section.get_by_role("group", name="Files it wrote")
    expect(files).to_be_hidden()
    assert pane.run_to_end(PROGRAM) == "finished"
    items = files.get_by_role("listitem")
    expect(items).to_have_text(
        [
            "image.bin256 bytesViewDownload",
            "large.bin1.0 MBViewDownload",
            "long.txt300.0 kBViewDownload",
            "out/page.html33 bytesViewDownload",
        ]
    )
    files.get_by_role("button", name="View out/page.html").click()
    dialog = page.get_by_role("dialog", name="out/page.html")
    expect(dialog).to_contain_text("<h1 onclick=alert(1)>Grüße</h1>")
    assert serious_findings(page) == []
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    for name, says in [
        ("image.bin", "is not text"),
        ("long.txt", "The first 200 kB"),
        ("large.bin", "too large to be shown"),
    ]:
        files.get_by_role("button", name=f"View {name}").click()
        dialog = page.get_by_role("dialog", name=name)
        expect(dialog).to_contain_text(says)
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    with page.expect_download() as downloading:
        files.get_by_role("button", name="Download out/page.html").click()
    assert downloading.value.suggested_filename == "page.html"
    saved = tmp_path / "saved"
    downloading.value.save_as(saved)
    assert saved.read_text("utf-8") == "<h1 onclick=alert(1)>Grüße</h1>"
    expect(files.get_by_role("button", name="Download large.bin")).to_be_disabled()


def test_the_console_writes_some_too(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    assert pane.run_to_end("x = 1") == "finished"
    files = pane.section.get_by_role("group", name="Files it wrote")
    expect(files).to_be_hidden()
    field = pane.section.get_by_role("textbox", name="Console")
    field.fill("open('a.txt', 'w').write('text')")
    field.press("Enter")
    expect(files.get_by_role("listitem")).to_have_text(["a.txt4 bytesViewDownload"])
    assert pane.run_to_end("print('nothing written')") == "finished"
    expect(files).to_be_hidden()


@pytest.mark.parametrize("outcome", ["failed", "stopped"])
def test_a_program_that_does_not_finish_shows_them_too(
    open_pane: Callable[..., PaneHandle], outcome: str
) -> None:
    pane = open_pane()
    end = {"failed": "1 / 0", "stopped": "import time; time.sleep(60)"}[outcome]
    pane.run(f"with open('log.txt', 'w') as log: log.write('x')\nprint('go')\n{end}")
    pane.expect_line("go")
    if outcome == "stopped":
        pane.button("Stop").click()
    pane.expect_state(outcome)
    files = pane.section.get_by_role("group", name="Files it wrote")
    expect(files.get_by_role("listitem")).to_have_text(["log.txt1 byteViewDownload"])
