"""Turns what unittest reports into events, and rests when the run's time is up."""

import sys
import time
import traceback
import unittest
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeAlias

from tests.conformance.guest.wire import MAX_DETAILS, MAX_ERROR, Channel, Status

ErrorTriple: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
)

_now: Callable[[], float] = time.monotonic  # tests patch the time module


class Results(unittest.TestResult):
    """Sends each test's start and end to ``channel``.

    Args:
        channel: where events go.
        budget: seconds after which no further test is started.

    Attributes:
        ended: ids of the tests that have ended.
        fixtures: status, error and details of failed or skipping setUpClass and setUpModule, by
            the description that unittest gives them.
    """

    def __init__(self, channel: Channel, budget: float) -> None:
        super().__init__()
        self.ended: set[str] = set()
        self.fixtures: dict[str, tuple[Status, str, str]] = {}
        self._channel = channel
        self._deadline = _now() + budget
        self._outcome: tuple[Status, str, str] | None = None
        self._running: tuple[str, float] | None = None

    def startTest(self, test: unittest.TestCase) -> None:  # noqa: N802
        super().startTest(test)
        self._running = (test.id(), _now())
        self._outcome = None
        self._channel.send("started", id=test.id())

    def stopTest(self, test: unittest.TestCase) -> None:  # noqa: N802
        super().stopTest(test)
        passing = sys.exception()
        if isinstance(passing, KeyboardInterrupt):
            # unittest reports nothing and lets it out, by way of this.
            self._outcome = ("interrupted", *_described(passing))
        self._end()
        if _now() > self._deadline:
            self.stop()

    def _end(self) -> None:
        assert self._running is not None
        name, started = self._running
        self._running = None
        self.ended.add(name)
        self.send_end(name, self._outcome or ("failed", "no outcome", ""), _now() - started)

    def send_end(self, name: str, outcome: tuple[Status, str, str], seconds: float) -> None:
        """Report ``outcome`` (status, error, details) of the test ``name``."""
        status, error, details = outcome
        self._channel.send(
            "ended",
            id=name,
            status=status,
            error=error[:MAX_ERROR],
            details=details[-MAX_DETAILS:],
            seconds=round(seconds, 3),
        )

    def addSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802
        self._note(test, "passed")

    def addError(self, test: unittest.TestCase, err: ErrorTriple) -> None:  # noqa: N802
        self._note(test, "failed", *_described(err[1]))

    def addFailure(self, test: unittest.TestCase, err: ErrorTriple) -> None:  # noqa: N802
        self._note(test, "failed", *_described(err[1]))

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:  # noqa: N802
        self._note(test, "skipped", reason)

    def addExpectedFailure(self, test: unittest.TestCase, err: ErrorTriple) -> None:  # noqa: N802
        self._note(test, "passed")

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802
        self._note(test, "failed", "unexpected success")

    def addSubTest(  # noqa: N802
        self, test: unittest.TestCase, subtest: unittest.TestCase, err: ErrorTriple | None
    ) -> None:
        if err is not None:
            error, details = _described(err[1])
            self._note(test, "failed", f"{error} {_parameters(subtest)}", details)

    def _note(self, test: Any, status: Status, error: str = "", details: str = "") -> None:
        if self._running is None:
            # Not a test but the fixture of a class or a module.
            self.fixtures[test.id()] = (status, error, details)
        elif self._outcome is None or _RANK[status] > _RANK[self._outcome[0]]:
            # A test may report more than once: sub-tests, an error in tearDown. The worst counts.
            self._outcome = (status, error, details)


_RANK: dict[Status, int] = {"passed": 0, "skipped": 1, "failed": 2, "interrupted": 3}


def _parameters(subtest: unittest.TestCase) -> str:
    return str(subtest).rpartition(") ")[2]


def _described(error: BaseException | None) -> tuple[str, str]:
    """The first line of what ``error`` says, and its traceback."""
    if error is None:
        return "unknown error", ""
    said = "".join(traceback.format_exception_only(error)).strip()
    lines = said.splitlines() or [type(error).__name__]
    # A SyntaxError's, and a note's, place comes before the error itself.
    first = lines[-1] if lines[0].startswith("  File") else lines[0]
    return first, "".join(traceback.format_exception(error))
