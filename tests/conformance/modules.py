"""Runs one test module to its end, however often its interpreter hangs or is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.conformance.guest import bootstrap, wire
from tests.conformance.places import Place
from tests.support.results import Result

HUNG = 0.8
"""A test that failed after this part of its limit was stopped: importing took the rest."""
PREFIX = "test.test_asyncio."
BUDGET_SECONDS = 10
"""After so long an interpreter starts no further test, and the next one goes on.

Output can be read only at the end of a run. So a run's limit is this and a test's limit, and
whatever is still running then has been for a test's limit at least.
"""


@dataclass(frozen=True)
class Outcome:
    """How one test went.

    Attributes:
        status: "passed", "failed" or "skipped" (by the suite itself).
        error: one line: what went wrong, or why it was skipped.
        details: the traceback.
    """

    status: str
    error: str = ""
    details: str = ""
    seconds: float = 0


@dataclass
class ModuleRun:
    """How a module's tests went.

    Attributes:
        listed: ids, "module.Class.method", of the tests that were to run.
        outcomes: by id, of all that are listed.
        interpreters: how many it took.
    """

    module: str
    listed: list[str] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    interpreters: int = 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Plan:
    """What is common to all runs.

    Attributes:
        archive: the suite, as `Suite.archive` gives it.
        version: the suite's, such as "3.14".
        patterns: as unittest's -k; empty: all tests.
        never: patterns of ids that are not even run; they count as skipped.
        limit: seconds after which a test counts as hung.
    """

    archive: str
    version: str
    patterns: list[str]
    never: list[str]
    limit: float

    def program(self, module: str, ended: Iterable[str]) -> str:
        """The text that runs what is left of ``module``."""
        request = {
            "module": module,
            "version": self.version,
            "patterns": self.patterns,
            "never": [PREFIX + pattern for pattern in self.never],
            "ended": list(ended),
            "budget": BUDGET_SECONDS,
        }
        source = Path(bootstrap.__file__).read_text("utf-8")
        return f"{source}\n\nstart({self.archive!r}, {json.dumps(request)!r})\n"


def run_module(module: str, place: Place, plan: Plan) -> ModuleRun:
    """Run ``module``; a test that hangs, or takes its interpreter with it, has failed.

    Raises:
        PlaceLostError: the place has gone.
    """
    run = ModuleRun(module)
    while True:
        run.interpreters += 1
        ended = [PREFIX + name for name in run.outcomes]
        result = place(plan.program(module, ended), BUDGET_SECONDS + plan.limit)
        reading = _Reading(run, plan.limit)
        for line in result.lines:
            if line.stream == "stdout" and (event := wire.parse(line.text)) is not None:
                reading.take(event)
        if reading.last == "done":
            return run
        if reading.last != "rest" and not reading.close(result):
            return run


class _Reading:
    """Takes one run's events into ``run``."""

    def __init__(self, run: ModuleRun, limit: float) -> None:
        self.last = ""
        self._run = run
        self._limit = limit
        self._first = not run.listed
        self._running: str | None = None
        self._ended_any = False

    def take(self, event: dict[str, Any]) -> None:
        self.last = event["event"]
        match self.last:
            case "listed":
                if self._first:
                    self._run.listed += [_short(name) for name in event["ids"]]
            case "started":
                self._running = _short(event["id"])
            case "ended":
                self._running = None
                self._ended_any = True
                self._run.outcomes[_short(event["id"])] = self._outcome(event)

    def _outcome(self, event: dict[str, Any]) -> Outcome:
        status, error, seconds = event["status"], event["error"], event["seconds"]
        if status in ("failed", "interrupted") and seconds >= HUNG * self._limit:
            status, error = "failed", f"hung: {error}"
        elif status == "interrupted":
            status = "failed"
        return Outcome(status, error, event["details"], seconds)

    def close(self, result: Result) -> bool:
        """The run ended before its time. Says whether there is any use in another."""
        why = _why(result)
        stderr = "\n".join(result.texts("stderr")[-40:])
        if self._running is not None:
            self._run.outcomes[self._running] = Outcome("failed", why, stderr)
            return True
        if self._ended_any:
            return True
        # No test is to blame: the module's import, or a fixture. It would happen again.
        self._run.listed = self._run.listed or [f"{self._run.module}.(import)"]
        for name in self._run.listed:
            self._run.outcomes.setdefault(name, Outcome("failed", why, stderr))
        return False


def _why(result: Result) -> str:
    if result.outcome in ("killed", "stopped"):
        return f"hung: {result.outcome} after {result.duration:.0f} s"
    if result.error is None:
        return "the program ended in mid-test"
    return f"the program ended: {result.error['type']}: {result.error['message']}"


def _short(name: str) -> str:
    return name.removeprefix(PREFIX)
