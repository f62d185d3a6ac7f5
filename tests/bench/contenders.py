"""The two pages that are measured, as a reader drives them."""

import json
from abc import ABC, abstractmethod
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page

from tests.bench.measuring import Program, read

PAGES = Path(__file__).parent / "pages"
HELLO = read("hello.py")
FLOOD = read("flood.py")
LAST_LINE_OF_FLOOD = "19999"

START_MILLISECONDS = 1_000
"""What a browser that has just started still does in the background."""
SETTLE_MILLISECONDS = 3_000
"""In this time the site starts its next interpreter, and both pages come to rest."""
LIMIT_MILLISECONDS = 60_000
"""Whatever takes longer than this is broken."""


class Contender(ABC):
    """A page in a browser of its own; ``open`` comes first, the rest in any order.

    Args:
        page: a page of a fresh browser profile.
        base: the server's URL.
    """

    name: str

    def __init__(self, page: Page, base: str) -> None:
        self._page = page
        self._base = base
        page.set_default_timeout(LIMIT_MILLISECONDS)
        page.add_init_script(path=PAGES / "probe.js")

    def open(self) -> float:
        """Open the page for the first time: milliseconds to the first line of output."""
        self._page.wait_for_timeout(START_MILLISECONDS)
        self._page.goto(f"{self._base}{self._address}", wait_until="commit")
        opened: float = self._page.evaluate("bench.opened")
        self._finish()
        return opened

    def first_line(self) -> float:
        """Milliseconds from a start on a ready interpreter to the first line of output."""
        self._load(HELLO)
        milliseconds: float = self._page.evaluate("bench.firstLine()")
        self._finish()
        return milliseconds

    def flood(self) -> tuple[float, float]:
        """Milliseconds until 20,000 lines are there, and the longest gap meanwhile."""
        self._load(FLOOD)
        measured = self._page.evaluate(f"bench.flood({json.dumps(LAST_LINE_OF_FLOOD)})")
        self._finish()
        return measured["total"], measured["gap"]

    def idle_gap(self) -> float:
        """The longest gap, in milliseconds, in a second of doing nothing."""
        gap: float = self._page.evaluate("bench.idleGap(1000)")
        return gap

    @abstractmethod
    def measure(self, program: Program) -> float:
        """What ``program`` measures and prints."""

    @property
    @abstractmethod
    def _address(self) -> str:
        """What to open: it prints a first line by itself."""

    @abstractmethod
    def _load(self, program: str) -> None:
        """Make ``program`` the one that the probe starts."""

    @abstractmethod
    def _finish(self) -> None:
        """Wait until the run has ended and the page is at rest."""


class Site(Contender):
    """The built site: a chapter's program, then the playground."""

    name = "site"
    _address = "/site/#/"

    def __init__(self, page: Page, base: str) -> None:
        super().__init__(page, base)
        page.add_init_script(path=PAGES / "site.js")

    def open(self) -> float:
        opened = super().open()
        self._page.evaluate("location.hash = '#/play'")
        return opened

    def phases(self) -> dict[str, float]:
        """Milliseconds from opening to ``pressed`` (Run), ``downloaded``, ``running``."""
        phases: dict[str, float] = self._page.evaluate("contender.phases()")
        return phases

    def measure(self, program: Program) -> float:
        return float(self.lines(program.on_own_loop(), LIMIT_MILLISECONDS / 1_000)[-1])

    def lines(self, program: str, limit_seconds: float) -> list[str]:
        """What ``program`` prints; not in the playground: it need not be read from the screen.

        Raises:
            RuntimeError: it failed, or wrote to stderr.
        """
        result = self._page.evaluate(
            "([program, timeoutSeconds]) => asyncarium.run(program, { timeoutSeconds })",
            [program, limit_seconds],
        )
        lines = result["lines"]
        if result["outcome"] != "finished" or any(line["stream"] == "stderr" for line in lines):
            raise RuntimeError(f"the program did not finish well on the site: {result}")
        self._finish()
        return [line["text"] for line in lines]

    def _load(self, program: str) -> None:
        playground = self._page.locator("section[data-example=playground]")
        playground.get_by_role("textbox", name="Code").fill(program)

    def _finish(self) -> None:
        self._page.locator("section[data-state=running]").wait_for(state="detached")
        self._page.wait_for_timeout(SETTLE_MILLISECONDS)


class Bare(Contender):
    """Pyodide in a worker, with nothing around it."""

    name = "bare"
    _address = f"/bare/#{quote(HELLO)}"

    def measure(self, program: Program) -> float:
        self._load(program.on_running_loop())
        self._page.evaluate("contender.start()")
        self._page.evaluate("contender.ended()")
        return float(self._page.locator("[data-stream]").last.inner_text())

    def _load(self, program: str) -> None:
        self._page.evaluate("program => contender.load(program)", program)

    def _finish(self) -> None:
        self._page.evaluate("contender.ended()")
        self._page.wait_for_timeout(SETTLE_MILLISECONDS)
