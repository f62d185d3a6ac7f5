"""``select.select`` and ``select.poll`` over virtual sockets."""

import errno
import os
import select as standard
from collections.abc import Iterable
from typing import Any

from asyncarium.kernel.clock import deadline_after, now
from asyncarium.kernel.network import errors
from asyncarium.kernel.network.descriptors import Descriptors
from asyncarium.kernel.network.stream import Stream
from asyncarium.kernel.scheduler import Scheduler

_POLLIN, _POLLOUT = standard.POLLIN, standard.POLLOUT
_POLLHUP, _POLLNVAL = standard.POLLHUP, standard.POLLNVAL


class Polling:
    """Waits for any of several descriptors."""

    def __init__(self, scheduler: Scheduler, descriptors: Descriptors) -> None:
        self._scheduler = scheduler
        self._descriptors = descriptors

    def wait(self, interests: dict[int, int], timeout: float | None) -> list[tuple[int, int]]:
        """Wait until a descriptor is ready for what is wanted of it.

        Args:
            interests: descriptor to a mask of POLLIN and POLLOUT.
            timeout: seconds; None waits for ever.

        Returns:
            (descriptor, mask of what it is ready for) of each that is ready.
        """
        deadline = deadline_after(None if timeout is None else max(timeout, 0))
        scheduler = self._scheduler
        me = scheduler.current

        def wake() -> None:
            scheduler.unpark(me)

        watched = [found for fd in interests if (found := self._descriptors.find(fd))]
        for opened in watched:
            opened.watch(wake)
        try:
            while not (ready := self._ready(interests)):
                if deadline is not None and now() >= deadline:
                    break
                scheduler.park(deadline)
        finally:
            for opened in watched:
                opened.unwatch(wake)
        return ready

    def _ready(self, interests: dict[int, int]) -> list[tuple[int, int]]:
        found = ((fd, self._readiness(fd, wanted)) for fd, wanted in interests.items())
        return [(fd, events) for fd, events in found if events]

    def _readiness(self, fd: int, wanted: int) -> int:
        opened = self._descriptors.find(fd)
        if opened is None:
            # A file is always ready.
            return wanted & (_POLLIN | _POLLOUT) if _is_file(fd) else _POLLNVAL
        end = opened.end
        events = (_POLLIN if end.readable() else 0) | (_POLLOUT if end.writable() else 0)
        hangup = isinstance(end, Stream) and end.ended and end.shut_write
        return events & wanted | (_POLLHUP if hangup else 0)

    def check(self, fd: int) -> None:
        """Raise OSError if ``fd`` is not open."""
        if self._descriptors.find(fd) is None and not _is_file(fd):
            raise errors.bad_descriptor()


def _is_file(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


class poll:  # noqa: N801 - the name that programs see
    """A polling object, as ``select.poll()`` makes."""

    polling: Polling

    def __init__(self) -> None:
        self._interests: dict[int, int] = {}

    def register(self, fd: Any, eventmask: int = _POLLIN | standard.POLLPRI | _POLLOUT, /) -> None:
        """Watch a descriptor, or change what is watched for."""
        self._interests[_fileno(fd)] = eventmask

    def modify(self, fd: Any, eventmask: int, /) -> None:
        """Change what is watched for. Raises FileNotFoundError if it isn't watched."""
        number = _fileno(fd)
        if number not in self._interests:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        self._interests[number] = eventmask

    def unregister(self, fd: Any, /) -> None:
        """Stop watching. Raises KeyError if it isn't watched."""
        del self._interests[_fileno(fd)]

    def poll(self, timeout: float | None = None, /) -> list[tuple[int, int]]:
        """Wait for at most ``timeout`` milliseconds; None or a negative one waits for ever."""
        seconds = None if timeout is None or timeout < 0 else timeout / 1000
        return self.polling.wait(self._interests, seconds)


def select(
    rlist: Iterable[Any], wlist: Iterable[Any], xlist: Iterable[Any],
    timeout: float | None = None, /,
) -> tuple[list[Any], list[Any], list[Any]]:  # fmt: skip
    """Wait until one is ready; as ``select.select``.

    Raises:
        ValueError: ``timeout`` or a descriptor is negative.
        OSError: a descriptor is not open.
    """
    if timeout is not None and timeout < 0:
        raise ValueError("timeout must be non-negative")
    readers, writers = list(rlist), list(wlist)
    interests: dict[int, int] = {}
    for wanted, objects in ((_POLLIN, readers), (_POLLOUT, writers), (0, list(xlist))):
        for fileobj in objects:
            fd = _fileno(fileobj)
            poll.polling.check(fd)
            interests[fd] = interests.get(fd, 0) | wanted
    ready = dict(poll.polling.wait(interests, timeout))
    return (
        [one for one in readers if ready.get(_fileno(one), 0) & (_POLLIN | _POLLHUP)],
        [one for one in writers if ready.get(_fileno(one), 0) & _POLLOUT],
        [],
    )


def _fileno(fileobj: Any) -> int:
    """As PyObject_AsFileDescriptor (Objects/fileobject.c)."""
    if isinstance(fileobj, int):
        fd = fileobj
    elif hasattr(fileobj, "fileno"):
        fd = fileobj.fileno()
        if not isinstance(fd, int):
            raise TypeError("fileno() returned a non-integer")
    else:
        raise TypeError("argument must be an int, or have a fileno() method.")
    if fd < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({fd})")
    return fd
