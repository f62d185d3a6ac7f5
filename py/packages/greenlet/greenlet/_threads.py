"""What the greenlets of a thread have in common."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from asyncarium.kernel.scheduler import GreenThread, Scheduler
from asyncarium.kernel.threads import ThreadHandle

if TYPE_CHECKING:
    from greenlet._greenlet import greenlet
    from greenlet._shared import Shared

Passed = tuple[tuple[Any, ...], dict[str, Any]] | BaseException
"""What a switch hands over: arguments, or an exception to raise."""

NOTHING: Passed = ((), {})


class Thread:
    """A thread with greenlets.

    Attributes:
        current: the one that runs, or is about to.
        main: the one that began with the thread.
        switching: a switch is under way; its books are not to be touched.
        passed: what it hands over.
        shared: what else it carries.
        origin: where it came from; kept only if there is a tracer.
        doomed: to be ended as soon as this thread switches.
        ended: so has the thread.
    """

    main: greenlet
    current: greenlet

    def __init__(self) -> None:
        self.switching = False
        self.passed: Passed = NOTHING
        self.shared: Shared | None = None
        self.tracer: Callable[[str, tuple[greenlet, greenlet]], object] | None = None
        self.origin: greenlet | None = None
        self.doomed: list[greenlet] = []
        self.ended = False


_threads: dict[GreenThread, Thread] = {}
_of_thread = threading.local()


class _Life:
    """Ends with its thread, whose locals end then."""

    def __init__(self, thread: GreenThread) -> None:
        self._thread = thread

    def __del__(self) -> None:
        if (ended := _threads.pop(self._thread, None)) is not None:
            ended.ended = True
            # They refer to each other.
            ended.doomed.clear()


def scheduler() -> Scheduler:
    """The kernel's."""
    return ThreadHandle.scheduler


def find() -> Thread | None:
    """The running thread, if it has greenlets."""
    return _threads.get(scheduler().current)


def here(make_main: Callable[[Thread], greenlet]) -> Thread:
    """The running thread.

    Args:
        make_main: makes its main greenlet, if it has none yet.
    """
    running = scheduler().current
    found = _threads.get(running)
    if found is None:
        found = _threads[running] = Thread()
        found.main = found.current = make_main(found)
        _of_thread.life = _Life(running)
    return found
