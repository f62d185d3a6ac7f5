"""asyncio's own SelectorEventLoop on the kernel.

Everything a learner meets (Task, Runner, timeouts, task groups, debug mode) is
CPython's code, unmodified. This class only says how the loop waits, and keeps
timers that fall due together in the order they were set.
"""

import asyncio
import heapq
import itertools
import signal
from collections.abc import Callable
from contextvars import Context
from typing import Any, TypeVarTuple

from asyncarium.deadlock import DeadlockError, describe
from asyncarium.kernel.clock import to_nanoseconds
from asyncarium.kernel.selector import KernelSelector
from asyncarium.kernel.wait import Waiter

Arguments = TypeVarTuple("Arguments")


class FifoTimerHandle(asyncio.TimerHandle):
    """A timer that, among those due at the same nanosecond, fires in the order it was set.

    On a desktop two calls never read the same time, so a later timer of the
    same delay fires later. In virtual time they tie, and ``heapq`` is not
    stable: eight tasks sleeping 1 s would wake 0 2 6 5 7 4 1 3. Whole
    nanoseconds, so that 0.1 + 0.2 ties with 0.3.
    """

    __slots__ = ("_due",)

    def __init__(
        self,
        when: float,
        callback: Callable[..., object],
        args: tuple[Any, ...],
        loop: "KernelEventLoop",
        context: Context | None,
        number: int,
    ) -> None:
        super().__init__(when, callback, args, loop, context)
        self._due = (to_nanoseconds(when), number)

    def __lt__(self, other: object) -> bool:
        if isinstance(other, FifoTimerHandle):
            return self._due < other._due
        return NotImplemented


class KernelEventLoop(asyncio.SelectorEventLoop):
    """The event loop of programs in the browser.

    Args:
        waiter: the kernel's way to wait.
    """

    # Private state of BaseEventLoop that call_at() shares with its run loop.
    _scheduled: list[asyncio.TimerHandle]
    _debug: bool
    _check_closed: Callable[[], None]
    _check_thread: Callable[[], None]
    _check_callback: Callable[[object, str], None]
    _check_signal: Callable[[int], None]
    _handle_signal: Callable[[int], None]
    _signal_handlers: dict[int, asyncio.Handle]

    def __init__(self, waiter: Waiter) -> None:
        self._timer_numbers = itertools.count()
        super().__init__(KernelSelector(waiter, self._starved))

    def call_at(
        self,
        when: float,
        callback: Callable[[*Arguments], object],
        *args: *Arguments,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """As ``BaseEventLoop.call_at`` (base_events.py), with a `FifoTimerHandle`."""
        if when is None:
            raise TypeError("when cannot be None")
        self._check_closed()
        if self._debug:
            self._check_thread()
            self._check_callback(callback, "call_at")
        timer = FifoTimerHandle(when, callback, args, self, context, next(self._timer_numbers))
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True  # type: ignore[attr-defined]
        return timer

    def _starved(self) -> None:
        """Nothing is ready and no timer is set: explain, unless the program waits for a signal."""
        if not _handles_sigint(signal.getsignal(signal.SIGINT)):
            raise DeadlockError(describe(asyncio.all_tasks(self)))

    def add_signal_handler(
        self, sig: int, callback: Callable[[*Arguments], object], *args: *Arguments
    ) -> None:
        """As asyncio's (unix_events.py), but without the self-pipe: the handler runs in the wait.

        Raises:
            TypeError: ``sig`` is not a number.
            ValueError: ``sig`` is no signal.
            RuntimeError: the loop is closed.
        """
        self._check_signal(sig)
        self._check_closed()
        self._signal_handlers[sig] = asyncio.Handle(callback, args, self, None)
        signal.signal(sig, lambda number, _frame: self._handle_signal(number))

    # The self-pipe wakes a select() that another thread or a C signal handler
    # should end. Here neither exists: signals are delivered inside the wait.

    def _make_self_pipe(self) -> None:
        pass

    def _close_self_pipe(self) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


def _handles_sigint(handler: object) -> bool:
    """Whether the program itself handles Ctrl-C, beyond what Python and asyncio.run do."""
    if handler in (signal.default_int_handler, signal.SIG_DFL, signal.SIG_IGN, None):
        return False
    function = getattr(handler, "func", handler)
    return not isinstance(getattr(function, "__self__", None), asyncio.Runner)


def install(waiter: Waiter) -> None:
    """Make `KernelEventLoop` what ``asyncio.run``, ``Runner`` and ``new_event_loop`` use."""

    class SelectorEventLoop(KernelEventLoop):
        """asyncio's names for the loop take no waiter."""

        def __init__(self) -> None:
            super().__init__(waiter)

    for module in (asyncio, asyncio.unix_events):
        for name in ("SelectorEventLoop", "EventLoop"):
            setattr(module, name, SelectorEventLoop)

    class Policy(asyncio.unix_events._UnixDefaultEventLoopPolicy):
        _loop_factory = SelectorEventLoop

    # Not the public name: it is deprecated, and its warning would be the program's.
    asyncio.events._set_event_loop_policy(Policy())  # type: ignore[attr-defined]
