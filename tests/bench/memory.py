"""How much memory a browser's pages have, as the system counts it."""

import re
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, Error, Frame, Page

PSS = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)


def renderer_megabytes(browser: Browser) -> float:
    """The proportional set size of all renderer processes: the tab's, its frame's, and a spare.

    Raises:
        OSError: there is no ``/proc`` here, or it tells less than Linux does.
    """
    session = browser.new_browser_cdp_session()
    try:
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    finally:
        session.detach()
    return sum(_megabytes(each["id"]) for each in processes if each["type"] == "renderer")


def collect_garbage(page: Page) -> None:
    """In the page and in its frames; a worker that has ended leaves nothing to collect."""
    places: list[Page | Frame] = [page, *page.frames]
    for place in places:
        # A frame without a process of its own is collected with its parent.
        with suppress(Error):
            session = page.context.new_cdp_session(place)
            session.send("HeapProfiler.collectGarbage")
            session.detach()


def _megabytes(process: int) -> float:
    found = PSS.search(Path(f"/proc/{process}/smaps_rollup").read_text())
    if found is None:
        raise OSError(f"/proc/{process}/smaps_rollup has no Pss")
    return int(found[1]) * 1_024 / 1e6
