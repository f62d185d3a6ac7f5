"""How soon a page that is opened prints its first line, and what that takes.

A first visit is to a browser with an empty profile. It lasts equally long for every page; the site
must have stored by then what it keeps. That browser is closed, and the second visit is to another
one, with the profile that the first has left.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from playwright.sync_api import BrowserContext, Error, Page

from tests.bench import samples
from tests.bench.contenders import Bare, Site
from tests.bench.opening import Opening
from tests.bench.samples import Samples
from tests.bench.server import Serving
from tests.bench.staying import stay

VISIT_SECONDS = 15
"""After the first line: the browser's own caches are written when it is at rest."""

Launch = Callable[[Path], BrowserContext]
"""Starts a browser with the profile in a folder."""


def start(
    number: int,
    kinds: list[type[Opening]],
    launch: Launch,
    serving: Serving,
    taken: Samples,
    absent: dict[str, str],
) -> None:
    """Visit every page twice, in a profile of its own, and then stay on the site.

    Args:
        number: of the repetition, from 0; the pages take turns at going first.
        kinds: the pages.
        launch: starts a browser.
        serving: the server; nobody else may be asking it for anything.
        taken: is added to.
        absent: the reason is added when a peer prints nothing; it is not tried again.
    """
    first = number % len(kinds)
    for kind in kinds[first:] + kinds[:first]:
        if kind.name in absent:
            continue
        try:
            with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                profile = Path(folder)
                _first_visit(kind, launch, profile, serving, taken)
                _second_visit(kind, launch, profile, serving.base, taken)
        except Error as error:
            if kind in (Site, Bare):
                raise
            absent[kind.name] = f"could not be started: {error.message.splitlines()[0]}"


def _first_visit(
    kind: type[Opening], launch: Launch, profile: Path, serving: Serving, taken: Samples
) -> None:
    before = serving.traffic.kilobytes
    with launch(profile) as browser:
        page = kind(_only_page(browser), serving.base)
        taken.add(samples.COLD_OPEN, page.name, page.first_output())
        sent = serving.traffic.kilobytes - before
        began = monotonic()
        if isinstance(page, Site):
            phases = page.phases()
            taken.add(samples.COLD_PRESSED, page.name, phases["pressed"])
            taken.add(samples.COLD_DOWNLOADED, page.name, phases["downloaded"])
            taken.add(samples.COLD_RUNNING, page.name, phases["running"])
        taken.add(samples.COLD_SENT, page.name, sent)
        if isinstance(page, Site):
            page.wait_until_stored()
        page.rest(VISIT_SECONDS - (monotonic() - began))
        taken.add(samples.COLD_STORED, page.name, serving.traffic.kilobytes - before)


def _second_visit(
    kind: type[Opening], launch: Launch, profile: Path, base: str, taken: Samples
) -> None:
    with launch(profile) as browser:
        page = kind(_only_page(browser), base)
        if isinstance(page, Site):
            taken.add(samples.SECOND_OPEN, page.name, page.open())
            stay(page, browser, taken)
        else:
            taken.add(samples.SECOND_OPEN, page.name, page.first_output())


def _only_page(browser: BrowserContext) -> Page:
    """The one that a browser opens with: another would be one more process to count."""
    return browser.pages[0]
