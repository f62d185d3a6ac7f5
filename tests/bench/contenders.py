"""The two pages whose runs are measured, as a reader drives them."""

import json
from abc import abstractmethod
from urllib.parse import quote

from playwright.sync_api import Page

from tests.bench.measuring import Program, read
from tests.bench.memory import collect_garbage
from tests.bench.opening import LIMIT_MILLISECONDS, PAGES, Opening

HELLO = read("hello.py")
FLOOD = read("flood.py")
ENDLESS = read("endless.py")
LAST_LINE_OF_FLOOD = "19999"

SETTLE_MILLISECONDS = 3_000
"""In this time the site starts its next interpreter, and both pages come to rest."""


class Contender(Opening):
    """A page whose runs are measured; ``open`` comes first, the rest in any order."""

    def open(self) -> float:
        """Open the page and let it come to rest: milliseconds to the first line of output."""
        opened = self.first_output()
        self._finish()
        return opened

    def first_line(self, program: str = HELLO) -> float:
        """Milliseconds from a start on a ready interpreter to the first line of output."""
        self._load(program)
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
        """Milliseconds from a cold opening to ``pressed`` (Run), ``downloaded``, ``running``."""
        phases: dict[str, float] = self._page.evaluate("contender.phases()")
        return phases

    def wait_until_stored(self) -> None:
        """Until the page says that it works offline, and Python's snapshot is kept."""
        self._page.get_by_text("Ready offline.", exact=True).wait_for()
        self._page.evaluate("contender.snapshotKept()")

    def stop(self) -> tuple[float, float]:
        """Stop a loop that never waits, and press Run as soon as the pane has ended.

        Returns:
            Milliseconds from Stop until the pane says so, and until the next run's first line.
        """
        self._load(ENDLESS)
        self._page.evaluate("bench.firstLine()")
        self._page.wait_for_timeout(SETTLE_MILLISECONDS)
        stopped = self._page.evaluate("contender.stop()")
        self._page.wait_for_timeout(SETTLE_MILLISECONDS)
        return stopped["ended"], stopped["again"]

    def run_in_a_row(self, count: int) -> None:
        """Press Run in the playground so often, each time when the last run has ended."""
        self._load(HELLO)
        self._page.evaluate("count => contender.runInARow(count)", count)
        self._page.wait_for_timeout(SETTLE_MILLISECONDS)

    def collect_garbage(self) -> None:
        """What the page has dropped is no memory that it needs."""
        collect_garbage(self._page)

    def measure(self, program: Program) -> float:
        return float(self.lines(program.on_own_loop(), LIMIT_MILLISECONDS / 1_000)[-1])

    def wall_seconds(self, program: str) -> float:
        """How long a run of ``program`` in simulated time takes, from the call to its end."""
        milliseconds, outcome = self._page.evaluate(
            """async (program) => {
                const began = performance.now();
                const { outcome } = await asyncarium.run(program, { clock: "instant" });
                return [performance.now() - began, outcome];
            }""",
            program,
        )
        if outcome != "finished":
            raise RuntimeError(f"the program did not finish well on the site: {outcome}")
        self._finish()
        return float(milliseconds) / 1_000

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
