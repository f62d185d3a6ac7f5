"""``_thread.lock`` and ``RLock`` over green threads. Condition, Event and so on are threading's."""

import _thread
from collections import deque
from types import TracebackType
from typing import NoReturn

from asyncarium.kernel.clock import deadline_after, now
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
        deadline = deadline_after(None if timeout == -1 else timeout)
        if self._waiting is None:
            self._waiting = deque()
        me = scheduler.current
        self._waiting.append(me)
        try:
            while self._held and (deadline is None or now() < deadline):
                scheduler.park(deadline)
        except BaseException:
            # A wake-up that this thread can't use is the next one's.
            self._waiting.remove(me)
            if not self._held:
                self._wake_next()
            raise
        self._waiting.remove(me)
        if self._held:
            return False
        self._held = True
        return True

    def _wake_next(self) -> None:
        while self._waiting and self._waiting[0].lost:
            self._waiting.popleft()
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
        self._wake_next()

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

    def __reduce__(self) -> NoReturn:
        raise TypeError("cannot pickle '_thread.lock' object")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("type '_thread.lock' is not an acceptable base type")

    # Names of Python 2's lock that are still there.
    acquire_lock = acquire
    release_lock = release
    locked_lock = locked


class RLock:
    """A reentrant lock, as ``_thread.RLock`` in CPython.

    Not threading's own in Python: a Ctrl-C between two of its lines would
    leave it held by nobody.
    """

    __slots__ = ("__weakref__", "_count", "_lock", "_owner")

    def __init__(self) -> None:
        self._lock = lock()
        self._owner: int | None = None
        self._count = 0

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """As `lock.acquire`; the thread that has it acquires it once more at once."""
        me = lock.scheduler.current.ident
        if self._owner != me:
            if not self._lock.acquire(blocking, timeout):
                return False
            self._owner = me
        self._count += 1
        return True

    def release(self) -> None:
        """Undo one `acquire`.

        Raises:
            RuntimeError: this thread has not acquired it.
        """
        if not self._is_owned():
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if self._count == 0:
            self._owner = None
            self._lock.release()

    def locked(self) -> bool:
        """Whether the lock is held by somebody."""
        return self._count > 0

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()

    # What threading.Condition needs:

    def _is_owned(self) -> bool:
        return self._owner == lock.scheduler.current.ident

    def _release_save(self) -> tuple[int, int | None]:
        if not self._is_owned():
            raise RuntimeError("cannot release un-acquired lock")
        saved = self._count, self._owner
        self._count, self._owner = 0, None
        self._lock.release()
        return saved

    def _acquire_restore(self, saved: tuple[int, int | None]) -> None:
        self._lock.acquire()
        self._count, self._owner = saved

    def _recursion_count(self) -> int:
        return self._count if self._is_owned() else 0

    def _at_fork_reinit(self) -> None:
        self._lock._at_fork_reinit()
        self._count, self._owner = 0, None

    def __reduce__(self) -> NoReturn:
        raise TypeError("cannot pickle '_thread.RLock' object")

    def __repr__(self) -> str:
        state = "locked" if self._count else "unlocked"
        owner = self._owner or 0
        return f"<{state} _thread.RLock object owner={owner} count={self._count} at {id(self):#x}>"


for _kind in (lock, RLock):
    _kind.__module__ = "_thread"


def _check_timeout(blocking: bool, timeout: float) -> None:
    """As lock_acquire_parse_timeout (Modules/_threadmodule.c)."""
    if not blocking:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout < 0:
        raise ValueError("timeout value must be a non-negative number")
    if timeout > _thread.TIMEOUT_MAX:
        raise OverflowError("timeout value is too large")
