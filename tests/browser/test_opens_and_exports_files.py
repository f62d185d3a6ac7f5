"""Promise: files come in by drop or choice and go out in common formats; nothing is lost by it."""

import ast
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.site import PaneHandle
from tests.browser.test_holds_several_files import add, names, show, tab
from tests.support.server import StaticServer

CELLS: list[Any] = [
    {"cell_type": "markdown", "metadata": {}, "source": ["# Title"]},
    {"cell_type": "code", "metadata": {}, "source": ["%pip install x\n", "import asyncio"]},
    {"cell_type": "code", "metadata": {}, "source": ["await asyncio.sleep(0)\n", "print('cell')"]},
]
NOTEBOOK = json.dumps({"cells": CELLS, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


def drop(page: Page, target: Locator, *paths: Path) -> None:
    """Let go of files over an element, as the browser does it."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    devtools = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send(
            "Input.dispatchDragEvent",
            {"type": kind, "x": box["x"] + 60, "y": box["y"] + 30, "data": data},
        )
    devtools.detach()


def choose(pane: PaneHandle, *paths: Path) -> None:
    """Open files from the menu."""
    pane.button("More").click()
    with pane.page.expect_file_chooser() as chooser:
        pane.section.get_by_role("menuitem", name="Open…").click()
    chooser.value.set_files(list(paths))


def export(pane: PaneHandle, item: str, folder: Path) -> Path:
    """Press an item that downloads; returns the file."""
    pane.button("More").click()
    with pane.page.expect_download() as download:
        pane.section.get_by_role("menuitem", name=item, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_dropped_program(
    page: Page, open_pane: Callable[..., PaneHandle], tmp_path: Path
) -> None:
    pane = open_pane()
    original = pane.code.inner_text()
    drop(page, pane.code, file(tmp_path, "fetch.py", "print('dropped')\n"))
    expect(page.get_by_text("Opened fetch.py as main.py.")).to_be_visible()
    assert names(pane) == ["main.py"]
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["dropped"]
    page.get_by_role("button", name="Undo").click()
    assert pane.code.inner_text() == original
    # Beside a program that was begun, it is one file more.
    pane.code.fill("mine = 1")
    drop(page, pane.code, tmp_path / "fetch.py")
    expect(page.get_by_text("Opened fetch.py.")).to_be_visible()
    assert names(pane) == ["main.py", "fetch.py"]
    expect(pane.code).to_contain_text("print('dropped')")
    show(pane, "main.py")
    expect(pane.code).to_have_text("mine = 1")


def test_chosen_files(page: Page, open_pane: Callable[..., PaneHandle], tmp_path: Path) -> None:
    pane = open_pane()
    pane.code.fill("import helpers; print(helpers.x, open('data.csv').read())")
    choose(pane, file(tmp_path, "helpers.py", "x = 1"), file(tmp_path, "data.csv", "é,2"))
    expect(page.get_by_text("Opened helpers.py, data.csv.")).to_be_visible()
    assert names(pane) == ["main.py", "helpers.py", "data.csv"]
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["1 é,2"]
    # What makes room for another of its name comes back by Undo.
    page.get_by_role("button", name="Dismiss").click()
    choose(pane, file(tmp_path, "data.csv", "new"))
    expect(page.get_by_text("It took the place of the data.csv that was here.")).to_be_visible()
    expect(pane.code).to_have_text("new")
    page.get_by_role("button", name="Undo").click()
    show(pane, "data.csv")
    expect(pane.code).to_have_text("é,2")


def test_a_notebooks_cells(
    page: Page, open_pane: Callable[..., PaneHandle], tmp_path: Path
) -> None:
    pane = open_pane()
    choose(pane, file(tmp_path, "study.ipynb", NOTEBOOK))
    expect(page.get_by_text("It has 2 code cells. 1 line for notebooks alone")).to_be_visible()
    expect(page.get_by_text("It awaits outside of any function")).to_be_visible()
    expect(pane.code).to_contain_text("# only in a notebook: %pip install x")
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["cell"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("cat.png", b"\x89PNG\r\n\x1a\n\0", "cat.png is no text in UTF-8."),
        ("big.csv", b"x" * 1_048_577, "big.csv has 1.1 MiB; 1 MiB is the most"),
        ("study.ipynb", b'{"cells": 1}', "This is no notebook: it holds no list of cells."),
        ("all.zip", b"PK\x05\x06", "This archive is damaged"),
    ],
)
def test_what_can_not_be_opened_says_why(
    page: Page,
    open_pane: Callable[..., PaneHandle],
    tmp_path: Path,
    name: str,
    content: bytes,
    why: str,
) -> None:
    pane = open_pane()
    pane.code.fill("mine = 1")
    choose(pane, file(tmp_path, name, content))
    expect(page.get_by_text(why)).to_be_visible()
    assert names(pane) == ["main.py"]
    expect(pane.code).to_have_text("mine = 1")


def test_a_drop_beside_it_does_nothing(
    page: Page, open_pane: Callable[..., PaneHandle], tmp_path: Path
) -> None:
    pane = open_pane()
    pane.code.fill("mine = 1")
    address = page.url
    drop(page, page.get_by_role("heading", name="Playground"), file(tmp_path, "x.html", "<p>x"))
    # A page that leaves does so at once: then this has nobody to ask.
    drop(page, pane.code, file(tmp_path, "a.txt", "dropped"))
    expect(tab(pane, "a.txt")).to_be_visible()
    assert names(pane) == ["main.py", "a.txt"]
    assert page.url == address
    assert len(page.context.pages) == 1


def test_one_file_goes_out_as_it_is(open_pane: Callable[..., PaneHandle], tmp_path: Path) -> None:
    pane = open_pane()
    pane.code.fill("print('é')\nx = 1")
    path = export(pane, "Download main.py", tmp_path)
    assert path.name == "main.py"
    assert path.read_text("utf-8") == "print('é')\nx = 1"
    add(pane, "data.txt", "1")
    assert export(pane, "Download data.txt", tmp_path).read_text("utf-8") == "1"


def test_a_program_of_the_handbook_goes_by_its_title(
    open_pane: Callable[..., PaneHandle], tmp_path: Path
) -> None:
    pane = open_pane("say-hello", "#/foundation/say-hello")
    path = export(pane, "Download say-hello.py", tmp_path)
    assert "asyncio.run(" in path.read_text("utf-8")
    assert export(pane, "Download as notebook", tmp_path).name == "say-hello.ipynb"


def test_an_archive_there_and_back(
    page: Page, open_pane: Callable[..., PaneHandle], tmp_path: Path
) -> None:
    pane = open_pane()
    pane.code.fill("import helpers\n")
    add(pane, "helpers.py", "print('é')")
    path = export(pane, "Download all as .zip", tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name).decode() for name in archive.namelist()} == {
            "main.py": "import helpers\n",
            "helpers.py": "print('é')",
        }
    pane.button("Reset").click()
    assert names(pane) == ["main.py"]
    pane.code.fill("something = 'else'")
    drop(page, pane.code, path)
    expect(page.get_by_text("its 2 files took the place of all that was here.")).to_be_visible()
    assert names(pane) == ["main.py", "helpers.py"]
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["é"]
    # The newest notice is the last one.
    page.get_by_role("button", name="Undo").last.click()
    assert names(pane) == ["main.py"]
    expect(pane.code).to_have_text("something = 'else'")


def test_a_notebook_there_and_back(
    page: Page, open_pane: Callable[..., PaneHandle], tmp_path: Path
) -> None:
    code = "import asyncio\n# %%\nasync def main():\n    print(1)\n# %%\nasyncio.run(main())"
    pane = open_pane()
    pane.code.fill(code)
    path = export(pane, "Download as notebook", tmp_path)
    cells = json.loads(path.read_text("utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert sources[-1] == "await main()"
    for source in sources:
        compile(source, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    pane.button("Reset").click()
    choose(pane, path)
    expect(page.get_by_text("Opened main.ipynb as main.py. It has 3 code cells.")).to_be_visible()
    pane.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    assert export(pane, "Download main.py", tmp_path).read_text("utf-8") == code


def test_markdown_for_an_issue(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pane = open_pane()
    assert pane.run_to_end("print('```')\n1 / 0") == "failed"
    pane.button("More").click()
    pane.section.get_by_role("menuitem", name="Copy as Markdown").click()
    expect(pane.status).to_have_text("Copied as Markdown")
    text: str = page.evaluate("navigator.clipboard.readText()")
    assert "````python\nprint('```')\n1 / 0\n````" in text
    assert "Output (failed with ZeroDivisionError in line 2 after " in text
    assert "ZeroDivisionError: division by zero\n````" in text
    assert "Python 3.14" in text
    assert "Pyodide 3" in text
    assert "real time" in text
    assert "Chrome" in text


@pytest.mark.console_errors
def test_formats_that_can_not_be_loaded(
    page: Page, site: StaticServer, open_pane: Callable[..., PaneHandle]
) -> None:
    page.context.route("**/formats-*.js", lambda route: route.abort())
    pane = open_pane()
    pane.code.fill("mine = 1")
    pane.button("More").click()
    pane.section.get_by_role("menuitem", name="Download as notebook").click()
    expect(page.get_by_text("This part of the page could not be loaded.")).to_be_visible()
    expect(pane.code).to_have_text("mine = 1")
