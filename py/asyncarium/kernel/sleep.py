"""``time.sleep``: blocks the calling thread, and with it every task of its loop."""

import time
from typing import NoReturn

from asyncarium.kernel.clock import FOREVER, now, to_nanoseconds
from asyncarium.kernel.scheduler import Scheduler


def install(scheduler: Scheduler) -> None:
    """Make ``time.sleep`` wait through the scheduler."""

    def sleep(seconds: float, /) -> None:
        """Delay execution for ``seconds``.

        As in CPython, a signal handler that returns lets the sleep go on to
        its end (PEP 475), and one that raises ends it.

        Raises:
            ValueError: ``seconds`` is negative or not a number.
            TypeError: ``seconds`` is not a real number.
            OverflowError: ``seconds`` is more than a clock can tell.
        """
        _check(seconds)
        deadline = now() + to_nanoseconds(seconds)
        while now() < deadline:
            scheduler.park(deadline)
        if seconds == 0:
            scheduler.yield_now()

    time.sleep = sleep  # type: ignore[assignment]


def _check(seconds: object) -> None:
    """Refuse what C's time.sleep refuses, in its words (Modules/timemodule.c)."""
    if isinstance(seconds, float):
        if seconds != seconds:
            raise ValueError("Invalid value NaN (not a number)")
    elif not hasattr(seconds, "__index__"):
        _not_a_number(seconds)
    if seconds < 0:  # type: ignore[operator]
        raise ValueError("sleep length must be non-negative")
    if to_nanoseconds(seconds) == FOREVER:  # type: ignore[arg-type]
        raise OverflowError("timestamp too large to convert to C PyTime_t")


def _not_a_number(value: object) -> NoReturn:
    raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
