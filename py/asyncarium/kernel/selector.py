"""The selector of event loops: waits for virtual sockets and for time, in one."""

import errno
import os
import selectors
from collections.abc import Callable
from typing import Any

from asyncarium.kernel.clock import deadline_after
from asyncarium.kernel.network.descriptors import Descriptors, OpenSocket
from asyncarium.kernel.scheduler import GreenThread, Scheduler

Ready = list[tuple[selectors.SelectorKey, int]]


class KernelSelector(selectors._BaseSelectorImpl):
    """What ``selectors.DefaultSelector`` is here; as epoll, it looks only at sockets that changed.

    Class attributes, so that it can be made without arguments as every selector:
        scheduler: parks the thread that waits.
        descriptors: finds the socket behind a descriptor.
    """

    scheduler: Scheduler
    descriptors: Descriptors

    # Of the base class: None when it is closed, and what modify() changes.
    _map: object | None
    _fd_to_key: dict[int, selectors.SelectorKey]

    def __init__(self) -> None:
        super().__init__()
        self._watched: dict[int, tuple[OpenSocket, Callable[[], None]]] = {}
        # Descriptors that may be ready: changed since they last were found not to be.
        self._candidates: dict[int, None] = {}
        self._waiting: GreenThread | None = None

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        """See ``selectors``. Raises PermissionError for a file, as epoll does."""
        key: selectors.SelectorKey = super().register(fileobj, events, data)
        opened = self.descriptors.find(key.fd)
        if opened is None:
            super().unregister(fileobj)
            os.fstat(key.fd)
            raise PermissionError(errno.EPERM, "Operation not permitted")

        def changed() -> None:
            self._candidates[key.fd] = None
            if self._waiting is not None:
                self.scheduler.unpark(self._waiting)

        opened.watch(changed)
        self._watched[key.fd] = opened, changed
        changed()
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        """See ``selectors``."""
        key: selectors.SelectorKey = super().unregister(fileobj)
        self._candidates.pop(key.fd, None)
        opened, changed = self._watched.pop(key.fd)
        opened.unwatch(changed)
        return key

    def close(self) -> None:
        """See ``selectors``."""
        for opened, changed in self._watched.values():
            opened.unwatch(changed)
        self._watched.clear()
        self._candidates.clear()
        super().close()

    def select(self, timeout: float | None = None) -> Ready:
        """Wait until a registered socket is ready, for at most ``timeout`` seconds.

        Returns early, with nothing, when a signal came: asyncio then finds it
        in its self-pipe. With ``timeout`` 0 or less it returns at once: a loop
        that never waits is made to let others run by its time slices.
        """
        if self._map is None:
            raise ValueError("I/O operation on closed selector object")
        ready = self._collect() if self._candidates else []
        if ready or (timeout is not None and timeout <= 0):
            return ready
        deadline = deadline_after(timeout)
        self._waiting = self.scheduler.current
        try:
            while self.scheduler.park(deadline):
                if ready := self._collect():
                    break
        finally:
            self._waiting = None
        return ready

    def _collect(self) -> Ready:
        ready = []
        for fd in tuple(self._candidates):
            opened, _changed = self._watched[fd]
            key = self._fd_to_key[fd]
            events = _readiness(opened, key.events)
            if events:
                ready.append((key, events))
            else:
                del self._candidates[fd]
        return ready


def _readiness(opened: OpenSocket, wanted: int) -> int:
    """Which of the ``wanted`` events ``opened`` is ready for."""
    if opened.references == 0:
        return 0
    end = opened.end
    events = 0
    if wanted & selectors.EVENT_READ and end.readable():
        events |= selectors.EVENT_READ
    if wanted & selectors.EVENT_WRITE and end.writable():
        events |= selectors.EVENT_WRITE
    return events
