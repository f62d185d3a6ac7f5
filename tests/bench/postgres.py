"""How soon Postgres is there and answers, beside PGlite alone, which it is made of."""

import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

from tests.bench import samples
from tests.bench.contenders import Site
from tests.bench.measuring import read
from tests.bench.opening import PAGES
from tests.bench.samples import Samples
from tests.bench.server import ROOT, Serving

PGLITE = "PGlite"
PROGRAM = read("postgres.py")
LIMIT_SECONDS = 120


def pglite_folder() -> Path:
    """PGlite as its package has it, with a page; to be served."""
    folder = ROOT / ".bench" / "pglite"
    shutil.rmtree(folder, ignore_errors=True)
    package = ROOT / "node_modules" / "@electric-sql" / "pglite" / "dist"
    kept = shutil.ignore_patterns("*.map", "*.cjs", "*.ts", "*.cts", "*.tar.gz", "contrib")
    shutil.copytree(package, folder, ignore=kept)
    for name in ("pglite.html", "pglite-page.js"):
        shutil.copy(PAGES / name, folder / name)
    return folder


def postgres(launch: Callable[[], Browser], server: Serving, taken: Samples) -> None:
    """Run a program twice in a fresh profile, and PGlite on a page of its own.

    Args:
        launch: starts a browser with a fresh profile.
        server: has both pages.
        taken: is added to.
    """
    with launch() as browser:
        page = browser.new_page()
        page.goto(f"{server.base}/site/#/play")
        page.locator("section[data-example=playground][data-state=ready]").wait_for()
        page.get_by_text("Ready offline.", exact=True).wait_for()
        site = Site(page, server.base)
        before = server.traffic.kilobytes
        ready, query = _numbers(site.lines(PROGRAM, LIMIT_SECONDS))
        taken.add(samples.POSTGRES_SENT, Site.name, server.traffic.kilobytes - before)
        taken.add(samples.POSTGRES_FIRST, Site.name, ready)
        ready, query = _numbers(site.lines(PROGRAM, LIMIT_SECONDS))
        taken.add(samples.POSTGRES_AGAIN, Site.name, ready)
        taken.add(samples.POSTGRES_QUERY, Site.name, query)
    with launch() as browser:
        page = browser.new_page()
        before = server.traffic.kilobytes
        page.goto(f"{server.base}/pglite/pglite.html")
        page.wait_for_function("window.pglite !== undefined", timeout=LIMIT_SECONDS * 1_000)
        taken.add(samples.POSTGRES_SENT, PGLITE, server.traffic.kilobytes - before)
        taken.add(samples.POSTGRES_FIRST, PGLITE, page.evaluate("pglite.ready"))
        page.reload()
        page.wait_for_function("window.pglite !== undefined", timeout=LIMIT_SECONDS * 1_000)
        taken.add(samples.POSTGRES_AGAIN, PGLITE, page.evaluate("pglite.ready"))
        taken.add(samples.POSTGRES_QUERY, PGLITE, page.evaluate("pglite.query()"))


def _numbers(lines: list[str]) -> tuple[float, float]:
    ready, query = map(float, lines[-1].split())
    return ready, query
