"""``_thread`` and ``threading`` over green threads.

CPython's ``threading`` is left as it is; only the few names that it takes from
C are replaced. Where the browser can't switch stacks, starting a thread says
which browsers can, and executors run their calls in line.
"""

import _thread
import _threading_local
import queue
import threading
import weakref
from collections.abc import Callable
from typing import Any

from asyncarium.kernel import locks, unraisable
from asyncarium.kernel.clock import deadline_after, now
from asyncarium.kernel.scheduler import GreenThread, Scheduler

NO_THREADS = (
    "can't start new thread: this browser can't suspend a call to run another one (no JavaScript "
    "Promise Integration). Chrome and Edge 137, Firefox 153 and Safari 27, or later, can. "
    "asyncio.to_thread() and executors work here all the same: they run their calls in line."
)


class ThreadHandle:
    """``_thread._ThreadHandle``: what ``threading.Thread`` holds of a running thread."""

    scheduler: Scheduler

    def __init__(self) -> None:
        self.ident = 0
        self._done = False
        self._joining: list[GreenThread] = []

    def is_done(self) -> bool:
        """Whether the thread has ended."""
        return self._done

    def _set_done(self) -> None:
        self._done = True
        for thread in self._joining:
            self.scheduler.unpark(thread)

    def join(self, timeout: float | None = None) -> None:
        """Wait until the thread ends, for at most ``timeout`` seconds if it is not negative.

        Raises:
            RuntimeError: a thread joins itself.
        """
        me = self.scheduler.current
        if self.ident == me.ident and not self._done:
            raise RuntimeError("Cannot join current thread")
        deadline = deadline_after(None if timeout is None or timeout < 0 else timeout)
        self._joining.append(me)
        try:
            while not self._done and (deadline is None or now() < deadline):
                self.scheduler.park(deadline)
        finally:
            self._joining.remove(me)


class _Threads:
    """The functions of ``_thread``, on `scheduler`."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._running: dict[ThreadHandle, bool] = {}

    def start_joinable_thread(
        self,
        function: Callable[[], object],
        handle: ThreadHandle | None = None,
        daemon: bool = True,
    ) -> ThreadHandle:
        """Start a thread that calls ``function``; the interpreter waits for it unless ``daemon``.

        Raises:
            RuntimeError: the browser has no JSPI.
        """
        return self._start(function, handle or ThreadHandle(), daemon)

    def start_new_thread(
        self, function: Callable[..., object], args: tuple[Any, ...], kwargs: Any = None, /
    ) -> int:
        """Start a thread that calls ``function(*args, **kwargs)``; returns its identifier.

        Raises:
            RuntimeError: the browser has no JSPI.
        """
        if not callable(function):
            raise TypeError("first arg must be callable")
        if not isinstance(args, tuple):
            raise TypeError("2nd arg must be a tuple")
        keywords = dict(kwargs or {})
        return self._start(lambda: function(*args, **keywords), ThreadHandle(), True).ident

    def _start(
        self, function: Callable[[], object], handle: ThreadHandle, daemon: bool
    ) -> ThreadHandle:
        if not self._scheduler.host.threads:
            raise RuntimeError(NO_THREADS)

        def run() -> None:
            try:
                function()
            except SystemExit:
                pass
            except BaseException as error:
                message = f"Exception ignored in thread started by {function!r}"
                unraisable.report(error, message)
            finally:
                self._running.pop(handle, None)
                # threading starts a thread by a method of its Thread.
                _forget_locals(getattr(function, "__self__", None) or _take_dummy(handle.ident))
                handle._set_done()

        handle.ident = self._scheduler.start(run).ident
        self._running[handle] = daemon
        return handle

    def get_ident(self) -> int:
        """A number that tells this thread from every other."""
        return self._scheduler.current.ident

    def make_thread_handle(self, ident: int) -> ThreadHandle:
        """The handle of a thread that already runs."""
        handle = ThreadHandle()
        handle.ident = ident
        return handle

    def count(self) -> int:
        """How many threads run beside the main one."""
        return len(self._running)

    def shutdown(self) -> None:
        """Wait for every thread that is no daemon: the interpreter's last act but one."""
        while waited_for := [handle for handle, daemon in self._running.items() if not daemon]:
            waited_for[0].join()

    def forget(self) -> None:
        """End all that still run, in the middle of whatever they do: the program has ended."""
        self._scheduler.forget_others()
        for handle in self._running:
            handle._set_done()
            _take_dummy(handle.ident)
        self._running.clear()


def _take_dummy(ident: int) -> threading.Thread | None:
    """What ``threading`` knows a thread by.

    If ``current_thread()`` made it, in a thread that has no Thread, nobody else forgets it.
    """
    active: dict[int, threading.Thread] = threading._active  # type: ignore[attr-defined]
    return active.pop(ident, None)


def _forget_locals(ended: object) -> None:
    """What a Thread kept in ``threading.local`` objects ends with its thread.

    ``_threading_local`` waits for the Thread object's end, which may be much later.
    """
    if not isinstance(ended, threading.Thread):
        return
    for kept in list(vars(ended).values()):
        owner = kept() if isinstance(kept, weakref.ref) else None
        if isinstance(owner, _threading_local._localimpl):
            _thread_reference, values = owner.dicts[id(ended)]
            values.clear()


def main_ident() -> int:
    """What ``threading`` knows the main thread by."""
    ident = threading.main_thread().ident
    assert ident is not None
    return ident


def install(scheduler: Scheduler) -> Callable[[], None]:
    """Put green threads under ``_thread``, ``threading`` and ``queue``.

    Returns:
        a function that ends all threads but the main one, which calls it.
    """
    threads = _Threads(scheduler)
    locks.lock.scheduler = scheduler
    ThreadHandle.scheduler = scheduler
    for name, value in {
        "lock": locks.lock,
        "LockType": locks.lock,
        "allocate_lock": locks.lock,
        "allocate": locks.lock,
        "RLock": locks.RLock,
        "_local": _threading_local.local,
        "get_ident": threads.get_ident,
        "start_joinable_thread": threads.start_joinable_thread,
        "start_new_thread": threads.start_new_thread,
        "start_new": threads.start_new_thread,
        "_ThreadHandle": ThreadHandle,
        "_make_thread_handle": threads.make_thread_handle,
        "_shutdown": threads.shutdown,
        "_count": threads.count,
    }.items():
        setattr(_thread, name, value)
    for name, value in {
        "Lock": locks.lock,
        "_LockType": locks.lock,
        "_allocate_lock": locks.lock,
        "_CRLock": locks.RLock,
        "local": _threading_local.local,
        "_thread_local_info": _threading_local.local(),
        "get_ident": threads.get_ident,
        "_start_joinable_thread": threads.start_joinable_thread,
        "_ThreadHandle": ThreadHandle,
        "_make_thread_handle": threads.make_thread_handle,
        "_thread_shutdown": threads.shutdown,
    }.items():
        setattr(threading, name, value)
    main = threading.main_thread()
    main._os_thread_handle = threads.make_thread_handle(scheduler.main.ident)  # type: ignore[attr-defined]
    threading._active_limbo_lock = threading.RLock()  # type: ignore[attr-defined]
    # C's SimpleQueue waits in C, where no green thread can be left.
    queue.SimpleQueue = queue._PySimpleQueue  # type: ignore[attr-defined, misc]
    if not scheduler.host.threads:
        from asyncarium.kernel import inline_executor

        inline_executor.install()
    return threads.forget
