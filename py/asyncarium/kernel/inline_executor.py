"""Executors where no thread can be started: each call runs at once, in the caller's own thread.

``asyncio.to_thread`` then gives the right result at the wrong time: the loop
stands still meanwhile.
"""

import contextvars
import queue
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

_submit = ThreadPoolExecutor.submit


def install() -> None:
    """Make every ``ThreadPoolExecutor`` run its calls in line."""

    def submit(self: Any, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As CPython's, but the call is made before this returns."""
        future = _submit(self, fn, *args, **kwargs)
        # Not in _adjust_thread_count: it is called under a lock that fn may want.
        while not self._broken:
            try:
                item = self._work_queue.get_nowait()
            except queue.Empty:
                break
            if not hasattr(self, "_inline_context"):
                self._inline_context = _begin(self)
            if self._inline_context is not None and item is not None:
                # A thread of its own would not see the caller's context variables.
                contextvars.Context().run(item.run, self._inline_context)
        return future

    def start_no_thread(_self: Any) -> None:
        pass

    setattr(ThreadPoolExecutor, "submit", submit)  # noqa: B010 - types can't say this
    setattr(ThreadPoolExecutor, "_adjust_thread_count", start_no_thread)  # noqa: B010


def _begin(executor: Any) -> Any:
    """What a worker thread does first (concurrent/futures/thread.py): the initializer."""
    context = executor._create_worker_context()
    try:
        context.initialize()
    except BaseException:
        executor._initializer_failed()
        return None
    return context
