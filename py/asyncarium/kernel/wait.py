"""Waiting: the one place where Python gives up control to the outside world.

    program ──▶ time.sleep ─┐
    asyncio ──▶ select ─────┼─▶ Waiter.wait ──▶ clock passes ──▶ signals ──▶ back
    slice   ──▶ breathe ────┘

A Stop that came in meanwhile becomes SIGINT here, so that Python's own signal
handling (KeyboardInterrupt, or asyncio's Runner cancelling the main task) does
the rest.
"""

import _thread
import signal
from typing import NoReturn

from asyncarium.kernel.clock import Clock, now, to_nanoseconds
from asyncarium.kernel.host import Host


class Waiter:
    """Waits on behalf of the program.

    Args:
        host: the outside world.
        clock: passes real time, or none.
    """

    def __init__(self, host: Host, clock: Clock) -> None:
        self._host = host
        self._clock = clock

    def wait(self, seconds: float) -> None:
        """Wait once, for at most ``seconds``; return early when a signal came."""
        self._clock.pass_time(to_nanoseconds(seconds))
        self.deliver_stop()

    def wait_for_signal(self) -> None:
        """Wait until a signal comes: nothing else can end this wait."""
        self._host.suspend(None)
        self.deliver_stop()

    def sleep(self, seconds: float, /) -> None:
        """``time.sleep``: blocks the thread, and with it every task, for ``seconds``.

        As in CPython, a signal handler that returns lets the sleep go on to
        its end (PEP 475), and one that raises ends it.

        Raises:
            ValueError: ``seconds`` is negative or not a number.
            TypeError: ``seconds`` is not a real number.
        """
        _check_sleep(seconds)
        deadline = now() + to_nanoseconds(seconds)
        while (left := deadline - now()) > 0:
            self._clock.pass_time(left)
            self.deliver_stop()

    def breathe(self) -> None:
        """Let the outside world run for a moment, if it can be let in here."""
        if self._host.can_suspend():
            self._host.suspend(0)
            self.deliver_stop()

    def deliver_stop(self) -> None:
        """Turn a Stop into SIGINT; its Python handler runs before the next line does."""
        if self._host.take_stop():
            # Not signal.raise_signal: the C library's raise() knows nothing of
            # an interpreter that simulates its signals.
            _thread.interrupt_main(signal.SIGINT)


def _check_sleep(seconds: object) -> None:
    """Refuse what C's time.sleep refuses, in its words (Modules/timemodule.c)."""
    if isinstance(seconds, float):
        if seconds != seconds:
            raise ValueError("Invalid value NaN (not a number)")
    elif not hasattr(seconds, "__index__"):
        _not_a_number(seconds)
    if seconds < 0:  # type: ignore[operator]
        raise ValueError("sleep length must be non-negative")


def _not_a_number(value: object) -> NoReturn:
    raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
