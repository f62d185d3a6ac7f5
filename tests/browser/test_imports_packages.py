"""Promise: importing a known package just works; what was fetched once works without a network."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from tests.browser.chromium import open_profile
from tests.browser.offline import READY, expect_offline, forget_downloads, poison, visit
from tests.browser.site import PaneHandle, link_to, run_by_api
from tests.support.machines import ROOT
from tests.support.server import Answer, StaticServer
from tests.support.wheelhouse import as_on_pypi, compiled_wheel

DIST = ROOT / "dist"

AIOHTTP = """
import asyncio
import aiohttp
from aiohttp import web

async def hello(request):
    return web.json_response({"hello": request.query["name"]})

async def main():
    app = web.Application()
    app.router.add_get("/", hello)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "localhost", 8080).start()
    async with aiohttp.ClientSession() as session:
        async with session.get("http://localhost:8080/?name=you") as response:
            print(response.status, await response.json())
    await runner.cleanup()

asyncio.run(main())
"""

SCRIPT = """# /// script
# dependencies = ["h11>=0.14"]
# ///
print(__import__("h" + "11").__name__)
"""

MICROPIP = """
import asyncio, importlib, micropip

async def main():
    await micropip.install("idna")
    print(importlib.import_module("id" + "na").encode("b\\u00fccher.example"))

asyncio.run(main())
"""


def notice(pane: PaneHandle) -> str:
    """What the pane says of packages, once it says anything."""
    said = pane.section.locator(".pane-notice p")
    expect(said.first).to_be_visible()
    return "\n".join(said.all_inner_texts())


def fetched(host: StaticServer) -> set[str]:
    """The names of the packages that were asked for."""
    names = (re.search(r"/packages/([\w-]+?)-[\d.]+-\w+\.bundle", line) for line in host.requests)
    return {found[1] for found in names if found}


def test_fetching_is_said_while_it_lasts(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    there = 'print("there")\n    await asyncio.sleep(60)\n    print('
    pane.run(MICROPIP.replace("print(", there))
    pane.expect_line("there")
    expect(pane.status).to_have_text("Running")
    pane.button("Stop").click()
    pane.expect_state("stopped")


def test_an_import_works_and_goes_on_working_offline(
    playwright: Playwright, host: StaticServer, tmp_path: Path
) -> None:
    first = open_profile(playwright, tmp_path)
    pane = visit(first.pages[0], host.url)
    assert pane.run_to_end("import json\nprint('nothing yet')") == "finished"
    assert fetched(host) == set(), "nothing is fetched before a program needs it"
    assert pane.run_to_end(AIOHTTP) == "finished"
    assert pane.texts() == ["200 {'hello': 'you'}"]
    assert {"aiohttp", "yarl", "multidict"} <= fetched(host)
    assert not fetched(host) & {"httpx", "sqlalchemy", "micropip"}
    asked = [line for line in host.requests if "/packages/" in line]
    assert len(asked) == len(set(asked)), "nothing is fetched twice"
    assert pane.run_to_end(AIOHTTP) == "finished"
    assert pane.run_to_end(SCRIPT) == "finished"
    assert pane.run_to_end(MICROPIP) == "finished"
    first.close()
    host.close()

    second = open_profile(playwright, tmp_path)
    page = second.pages[0]
    page.goto(f"{host.url}#/play")
    pane = PaneHandle(page, "playground")
    for program, line in (
        (AIOHTTP, "200 {'hello': 'you'}"),
        (SCRIPT, "h11"),
        (MICROPIP, "b'xn--bcher-kva.example'"),
    ):
        assert pane.run_to_end(program) == "finished"
        assert pane.texts() == [line]
    assert pane.run_to_end("import sqlalchemy") == "failed"
    assert pane.texts("stderr")[-1] == "ModuleNotFoundError: No module named 'sqlalchemy'"
    second.close()


def test_everything_can_be_kept_before_it_is_needed(
    playwright: Playwright, host: StaticServer, tmp_path: Path
) -> None:
    with_all = open_profile(playwright, tmp_path)
    page = with_all.pages[0]
    visit(page, host.url)
    page.goto(f"{host.url}#/about")
    page.get_by_role("button", name="Keep everything for offline").click()
    expect(page.get_by_text("Everything is kept:")).to_be_visible(timeout=60_000)
    host.close()
    page.goto(f"{host.url}#/play")
    pane = PaneHandle(page, "playground")
    program = "from bs4 import BeautifulSoup\nprint(BeautifulSoup('<p>hi', 'html.parser').p.text)"
    assert pane.run_to_end(program) == "finished"
    assert pane.texts() == ["hi"]
    with_all.close()


def test_what_is_fetched_is_told(page: Page, host: StaticServer) -> None:
    waiting: list[Route] = []
    page.context.route("**/packages/aiohttp-*", lambda route: waiting.append(route))
    page.goto(f"{host.url}#/play")
    pane = PaneHandle(page, "playground")
    pane.expect_state("ready")
    pane.run(AIOHTTP)
    expect(pane.status).to_have_text(re.compile(r"^Fetching aiohttp and \d+ more \(1\.\d MB\)…"))
    page.wait_for_function("() => true")
    while not waiting:
        page.wait_for_timeout(50)
    for route in waiting:
        route.continue_()
    pane.expect_state("finished")
    page.goto(f"{host.url}#/about")
    told = page.get_by_role("region", name="Offline").get_by_role("definition")
    expect(told.filter(has_text=re.compile(r"^1?\d of [3-9]\d"))).to_be_visible()


def test_a_run_can_be_withdrawn_while_its_packages_come(page: Page, host: StaticServer) -> None:
    page.context.route("**/packages/aiohttp-*", lambda route: None)
    page.goto(f"{host.url}#/play")
    pane = PaneHandle(page, "playground")
    pane.expect_state("ready")
    pane.run("import aiohttp")
    expect(pane.status).to_contain_text("Fetching aiohttp")
    pane.button("Stop").click()
    pane.expect_state("ready")
    assert pane.run_to_end("print('another')") == "finished"
    assert pane.texts() == ["another"]


def test_a_damaged_bundle_is_fetched_again(page: Page, host: StaticServer) -> None:
    damages = 1

    def answer(path: str) -> Answer:
        nonlocal damages
        if "/packages/h11-" not in path or damages == 0:
            return None
        damages -= 1
        return 200, b"x" * next(DIST.glob("packages/h11-*")).stat().st_size

    page.goto(f"{host.url}#/play")
    pane = PaneHandle(page, "playground")
    host.answer = answer
    assert pane.run_to_end("import h11\nprint(h11.__name__)") == "finished"
    assert pane.texts() == ["h11"]
    assert damages == 0


@pytest.mark.console_errors
def test_a_bundle_that_stays_damaged_is_named(page: Page, host: StaticServer) -> None:
    size = next(DIST.glob("packages/h11-*")).stat().st_size
    host.answer = lambda path: (200, b"x" * size) if "/packages/h11-" in path else None
    page.goto(f"{host.url}#/play")
    pane = PaneHandle(page, "playground")
    assert pane.run_to_end("import h11") == "failed"
    assert pane.texts("stderr")[-1] == "ModuleNotFoundError: No module named 'h11'"
    assert re.fullmatch(
        r"h11 could not be fetched: (h11-[\w.-]+ arrived damaged: it is not the file this page "
        r"was built with|h11-[\w.-]+ can't be fetched: .*)\. Press Run to try again\.",
        notice(pane),
    )
    host.answer = lambda _path: None
    forget_downloads(page)
    assert pane.run_to_end() == "finished"
    expect(pane.section.locator(".pane-notice p")).to_have_count(0)


def test_a_stored_bundle_that_was_damaged_is_mended(page: Page, host: StaticServer) -> None:
    pane = visit(page, host.url)
    assert pane.run_to_end("import h11") == "finished"
    page.reload()
    expect_offline(page, READY)
    assert poison(page, "/packages/h11-") == 1
    forget_downloads(page)
    assert pane.run_to_end("import h11\nprint('mended')") == "finished"
    assert pane.texts() == ["mended"]


def test_a_module_that_is_nowhere(open_pane: Callable[..., PaneHandle]) -> None:
    pane = open_pane()
    assert pane.run_to_end("import numpy") == "failed"
    assert (
        pane.texts("stderr")
        == [
            "Traceback (most recent call last):",
            '  File "main.py", line 1, in <module>',
            "    import numpy",
            "ModuleNotFoundError: No module named 'numpy'",
        ]
        or pane.texts("stderr")[-1] == "ModuleNotFoundError: No module named 'numpy'"
    )
    assert notice(pane) == (
        "numpy is neither a file of this program nor among the packages of this site. Pure Python "
        "packages can come from PyPI: “Use packages from PyPI”, under More, and run again."
    )
    assert pane.run_to_end("print('no more of that')") == "finished"
    expect(pane.section.locator(".pane-notice p")).to_have_count(0)


def test_by_script(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    open_pane()
    result = run_by_api(page, "import idna\nprint(idna.encode('b\u00fccher'))")
    assert result.texts() == ["b'xn--bcher-kva'"]


def wheel(name: str, code: str) -> bytes:
    content = io.BytesIO()
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"{name}.py", code)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return content.getvalue()


class Pypi:
    """Stands for PyPI, which has one package, ``colours``."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self.wheel = wheel("colours", "RED = 'red'")
        self.sha256 = hashlib.sha256(self.wheel).hexdigest()
        page.context.route("https://pypi.org/**", self._index)
        page.context.route("https://files.pythonhosted.org/**", self._file)

    def _index(self, route: Route) -> None:
        self.asked.append(route.request.url)
        if not route.request.url.endswith("/colours/"):
            route.fulfill(status=404, headers={"Access-Control-Allow-Origin": "*"})
            return
        file = "colours-1.0-py3-none-any.whl"
        url = f"https://files.pythonhosted.org/packages/{file}"
        files = [{"filename": file, "url": url, "hashes": {"sha256": self.sha256}}]
        body = json.dumps({"name": "colours", "files": files})
        route.fulfill(body=body, headers={"Access-Control-Allow-Origin": "*"})

    def _file(self, route: Route) -> None:
        self.asked.append(route.request.url)
        route.fulfill(body=self.wheel, headers={"Access-Control-Allow-Origin": "*"})


def switch(pane: PaneHandle, name: str = "Use packages from PyPI", *, on: bool = True) -> None:
    """The switch under More; it must not be so yet."""
    pane.button("More").click()
    item = pane.section.get_by_role("menuitemcheckbox", name=name, checked=not on)
    item.click()


@pytest.mark.console_errors
def test_pypi_is_asked_only_if_the_reader_wants_it(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    pypi = Pypi(page)
    pane = open_pane()
    program = "import colours\nprint(colours.RED)"
    assert pane.run_to_end(program) == "failed"
    assert pypi.asked == []
    switch(pane)
    expect(pane.status).to_have_text("Packages from PyPI are on")
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["red"]
    assert {url.split("/")[2] for url in pypi.asked} == {"pypi.org", "files.pythonhosted.org"}
    # It is remembered, and what was fetched works without PyPI.
    page.reload()
    page.context.unroute("https://pypi.org/**")
    page.context.unroute("https://files.pythonhosted.org/**")
    page.context.route("https://**", lambda route: route.abort())
    assert pane.run_to_end(program) == "finished"
    switch(pane, on=False)
    assert pane.run_to_end() == "failed"


@pytest.mark.console_errors
def test_what_pypi_can_not_give(page: Page, open_pane: Callable[..., PaneHandle]) -> None:
    pypi = Pypi(page)
    pane = open_pane()
    switch(pane)
    assert pane.run_to_end("import nowhere") == "failed"
    assert pane.texts("stderr")[-2:] == [
        "ModuleNotFoundError: No module named 'nowhere'",
        "nowhere can't be installed: PyPI has no package nowhere. If its package has another name, "
        "say so in a # /// script block.",
    ]
    expect(pane.section.locator(".pane-notice p")).to_have_count(0)
    pypi.sha256 = "0" * 64
    assert pane.run_to_end("import colours") == "failed"
    assert pane.texts("stderr")[-1] == (
        "colours can't be installed: colours-1.0-py3-none-any.whl arrived "
        "damaged, twice: it is not the file that PyPI lists."
    )
    page.context.route("https://**", lambda route: route.abort())
    assert pane.run_to_end("import shades") == "failed"
    assert pane.texts("stderr")[-1] == (
        "shades can't be installed: PyPI can't be reached: you are offline, or something blocks it."
    )


def test_what_is_compiled_for_pyodide_runs_in_the_sandbox(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    answers = as_on_pypi(compiled_wheel())

    def answer(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(body=answers[route.request.url], headers=headers)

    page.context.route("https://pypi.org/**", answer)
    page.context.route("https://files.pythonhosted.org/**", answer)
    pane = open_pane()
    switch(pane)
    assert pane.run_to_end("import msgspec\nprint(msgspec.json.encode([1, 2]))") == "finished"
    assert pane.texts() == ["b'[1,2]'"]


def test_never_for_a_shared_program_without_asking(page: Page, site: StaticServer) -> None:
    pypi = Pypi(page)
    page.goto(site.url)
    page.evaluate("localStorage.setItem('asyncarium.pypi', 'on')")
    page.goto(site.url + link_to({"main.py": "import colours\nprint(colours.RED)"}))
    pane = PaneHandle(page, "playground")
    pane.expect_state("ready")
    assert pane.run_to_end() == "failed"
    assert pypi.asked == []
    switch(pane, "Use PyPI for this shared program")
    assert pane.run_to_end() == "finished"
    assert pane.texts() == ["red"]


def test_a_program_gets_nothing_but_packages(
    page: Page, open_pane: Callable[..., PaneHandle]
) -> None:
    pypi = Pypi(page)
    pane = open_pane()
    switch(pane)
    program = """
import asyncio, micropip
async def main():
    for url in (
        "https://evil.example/x-1.0-py3-none-any.whl",
        "https://pypi.org/simple/colours/?secret=1",
        "https://files.pythonhosted.org/packages/unlisted-1.0-py3-none-any.whl",
    ):
        try:
            await micropip.install(url if url.endswith(".whl") else "x", index_urls=url)
        except Exception as error:
            print(type(error).__name__)
asyncio.run(main())
"""
    assert pane.run_to_end(program) == "finished"
    assert pane.texts() == ["ValueError", "ValueError", "OSError"]
    assert pypi.asked == []


def test_a_browser_that_cannot_switch_greenlets_says_so_before_the_run(
    page: Page, host: StaticServer
) -> None:
    page.goto(f"{host.url}?jspi=off#/play")
    pane = PaneHandle(page, "playground")
    program = "from sqlalchemy.ext.asyncio import create_async_engine\nprint('imported')"
    assert pane.run_to_end(program) == "finished"
    assert "SQLAlchemy's asyncio needs greenlets" in notice(pane)
