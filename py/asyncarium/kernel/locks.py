"""``_thread.lock`` over green threads. RLock, Condition, Event and the rest are threading's own."""

import _thread
from collections import deque
from types import TracebackType

from asyncarium.kernel.clock import now, to_nanoseconds
from asyncarium.kernel.scheduler import GreenThread, Scheduler


class lock:  # noqa: N801 - the name that programs see
    """A lock object is a synchronization primitive; as ``_thread.lock`` in CPython.

    Who waited longest is woken first, but whoever runs first takes it.
    """

    __slots__ = ("__weakref__", "_held", "_waiting")

    scheduler: Scheduler

    def __init__(self) -> None:
        self._held = False
        self._waiting: deque[GreenThread] | None = None

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Lock the lock, waiting for it if ``blocking``, for at most ``timeout`` seconds.

        Returns:
            whether the lock was acquired.

        Raises:
            ValueError: a timeout for a call that doesn't block, or a negative one.
            OverflowError: ``timeout`` is larger than ``threading.TIMEOUT_MAX``.
        """
        if timeout != -1:
            _check_timeout(blocking, timeout)
        if not self._held:
            self._held = True
            return True
        return bool(blocking) and self._wait(timeout)

    def _wait(self, timeout: float) -> bool:
        scheduler = self.scheduler
        deadline = None if timeout == -1 else now() + to_nanoseconds(timeout)
        if self._waiting is None:
            self._waiting = deque()
        me = scheduler.current
        self._waiting.append(me)
        try:
            while self._held and (deadline is None or now() < deadline):
                scheduler.park(deadline)
        except BaseException:
            # A wake-up that this thread can't use is the next one's.
            self._leave(me)
            if not self._held:
                self._wake_next()
            raise
        self._leave(me)
        if self._held:
            return False
        self._held = True
        return True

    def _leave(self, thread: GreenThread) -> None:
        if self._waiting is not None and thread in self._waiting:
            self._waiting.remove(thread)

    def _wake_next(self) -> None:
        if self._waiting:
            self.scheduler.unpark(self._waiting[0])

    def release(self) -> None:
        """Release the lock, which any thread may do.

        Raises:
            RuntimeError: it is not locked.
        """
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False
        if self._waiting:
            self.scheduler.unpark(self._waiting[0])

    def locked(self) -> bool:
        """Whether the lock is held by somebody."""
        return self._held

    def __enter__(self) -> bool:
        if self._held:
            return self._wait(-1)
        self._held = True
        return True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()

    def _at_fork_reinit(self) -> None:
        self._held = False

    def __repr__(self) -> str:
        state = "locked" if self._held else "unlocked"
        return f"<{state} _thread.lock object at {id(self):#x}>"

    # Names of Python 2's lock that are still there.
    acquire_lock = acquire
    release_lock = release
    locked_lock = locked


lock.__module__ = "_thread"


def _check_timeout(blocking: bool, timeout: float) -> None:
    """As lock_acquire_parse_timeout (Modules/_threadmodule.c)."""
    if not blocking:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout < 0:
        raise ValueError("timeout value must be a non-negative number")
    if timeout > _thread.TIMEOUT_MAX:
        raise OverflowError("timeout value is too large")
