"""A page that prints a line of output when it is opened."""

from abc import ABC, abstractmethod
from pathlib import Path

from playwright.sync_api import Page

PAGES = Path(__file__).parent / "pages"

START_MILLISECONDS = 1_000
"""What a browser that has just started still does in the background."""
LIMIT_MILLISECONDS = 60_000
"""Whatever takes longer than this is broken."""


class Opening(ABC):
    """A page in a browser of its own, which has not opened it yet.

    Args:
        page: where to open it.
        base: the server's URL.
    """

    name: str
    _probe = "probe.js"
    """Has ``bench.opened``: the time of the first line since navigation."""

    def __init__(self, page: Page, base: str) -> None:
        self._page = page
        self._base = base
        page.set_default_timeout(LIMIT_MILLISECONDS)
        page.add_init_script(path=PAGES / self._probe)

    def first_output(self) -> float:
        """Open the page: milliseconds to the first line of output."""
        self._page.wait_for_timeout(START_MILLISECONDS)
        self._page.goto(f"{self._base}{self._address}", wait_until="commit")
        opened: float = self._page.evaluate("bench.opened")
        return opened

    def rest(self, seconds: float) -> None:
        """Leave the page open for so long; not at all if it is less than none."""
        self._page.wait_for_timeout(max(0, seconds) * 1_000)

    @property
    @abstractmethod
    def _address(self) -> str:
        """What to open: it prints a first line by itself, or the probe presses its button."""
