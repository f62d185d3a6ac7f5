"""What is changed about asyncio's event loop: the order of timers that tie, and no Unix sockets.

Everything a learner meets (SelectorEventLoop, Task, Runner, streams, servers,
debug mode) is CPython's code on the kernel's sockets, threads and clock.
"""

import asyncio
import errno
import heapq
import itertools
import os
import threading
from collections.abc import Callable
from contextvars import Context
from typing import Any, NoReturn

from asyncarium.kernel.clock import to_nanoseconds

_numbers = itertools.count()


class TimerHandle(asyncio.TimerHandle):
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
        loop: asyncio.AbstractEventLoop,
        context: Context | None = None,
    ) -> None:
        super().__init__(when, callback, args, loop, context)
        self._due = (to_nanoseconds(when), next(_numbers))

    def __lt__(self, other: object) -> bool:
        if isinstance(other, TimerHandle):
            return self._due < other._due
        return super().__lt__(other)  # type: ignore[operator]


def call_at(
    self: Any,
    when: float,
    callback: Callable[..., object],
    *args: Any,
    context: Context | None = None,
) -> asyncio.TimerHandle:
    """As ``BaseEventLoop.call_at`` (Lib/asyncio/base_events.py), with our `TimerHandle`."""
    if when is None:
        raise TypeError("when cannot be None")
    self._check_closed()
    if self._debug:
        self._check_thread()
        self._check_callback(callback, "call_at")
    # CPython drops its own frame from the timer's source traceback here; ours
    # never gets there (tracebacks.hide_own_frames).
    timer = TimerHandle(when, callback, args, self, context)
    heapq.heappush(self._scheduled, timer)
    timer._scheduled = True  # type: ignore[attr-defined]
    return timer


async def no_unix_socket(self: Any, *args: object, **options: object) -> NoReturn:
    """As on a system that was built without Unix sockets.

    CPython's own looks for ``socket.AF_UNIX``, which the kernel's socket module does not have, and
    raises AttributeError. Whoever tries one address after the other expects an OSError: asyncpg,
    told of no host, asks for Postgres's Unix sockets before it asks localhost.
    """
    del self, args, options
    raise OSError(errno.EAFNOSUPPORT, os.strerror(errno.EAFNOSUPPORT))


async def shutdown_default_executor(self: Any, timeout: float | None = None) -> None:  # noqa: ASYNC109
    """As ``BaseEventLoop``'s, where no thread can be started to wait for the executor's."""
    del timeout
    self._executor_shutdown_called = True
    if self._default_executor is not None:
        self._default_executor.shutdown()


def install(*, threads: bool) -> None:
    """Give asyncio its own loops and policy back, with timers that keep their order.

    Args:
        threads: whether threads can be started.
    """
    if not threads:
        asyncio.BaseEventLoop.shutdown_default_executor = shutdown_default_executor  # type: ignore[method-assign]
    asyncio.BaseEventLoop.call_at = call_at  # type: ignore[method-assign, assignment]
    loops: Any = asyncio.SelectorEventLoop
    loops.create_unix_connection = loops.create_unix_server = no_unix_socket

    class Local(threading.local):
        _loop = None

    # The policy keeps the loop of each thread. Its class was made from C's
    # thread-local, which can't tell green threads apart.
    asyncio.events._BaseDefaultEventLoopPolicy._Local = Local  # type: ignore[attr-defined]
    # Not the public name: it is deprecated, and its warning would be the program's.
    asyncio.events._set_event_loop_policy(None)  # type: ignore[attr-defined]
    # Pyodide's allows nesting and leaves tasks behind.
    asyncio.run = asyncio.runners.run
