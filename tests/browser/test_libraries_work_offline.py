"""Promise: the real libraries run in the browser, and after one visit without a network, too."""

import textwrap
from pathlib import Path

from playwright.sync_api import Page, Playwright

from tests.browser.chromium import open_profile
from tests.browser.offline import visit
from tests.browser.site import run_by_api
from tests.pyodide.test_packages import PROGRAMS as OF_PACKAGES
from tests.pyodide.test_sqlalchemy_on_postgres import PROGRAMS as ON_POSTGRES
from tests.support.server import StaticServer
from tests.support.transcripts import HANDBOOK, read_transcript

OF_HANDBOOK = [
    HANDBOOK / name
    for name in (
        "guard/postgres.py",
        "guard/sessions.py",
        "stream/paged-api.py",
        "pattern/scraper.py",
        "beyond/web-server.py",
        "beyond/anyio-groups.py",
    )
]

PROGRAMS: dict[str, tuple[str, list[str]]] = {
    **OF_PACKAGES,
    **ON_POSTGRES,
    **{
        program.stem: (program.read_text("utf-8"), read_transcript(program).texts("stdout"))
        for program in OF_HANDBOOK
    },
}


def wrong(page: Page) -> dict[str, list[str]]:
    """What programs print that is not what they must, by name."""
    results = {
        name: run_by_api(page, textwrap.dedent(code), clock="instant")
        for name, (code, _) in PROGRAMS.items()
    }
    return {
        name: [result.outcome, *result.texts(), *result.texts("stderr")]
        for name, result in results.items()
        if result.texts() != PROGRAMS[name][1] or result.outcome != "finished"
    }


def test_every_library_with_the_network_and_then_without(
    playwright: Playwright, host: StaticServer, tmp_path: Path
) -> None:
    first = open_profile(playwright, tmp_path)
    visit(first.pages[0], host.url)
    assert wrong(first.pages[0]) == {}
    first.close()
    host.close()

    second = open_profile(playwright, tmp_path)
    page = second.pages[0]
    page.goto(f"{host.url}#/play")
    page.wait_for_function("() => window.asyncarium !== undefined")
    assert wrong(page) == {}
    second.close()
