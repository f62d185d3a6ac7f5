"""File descriptors of sockets: what the numbers mean, and who watches them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from asyncarium.kernel.network import errors
from asyncarium.kernel.network.datagram import Datagram
from asyncarium.kernel.network.listener import Listener
from asyncarium.kernel.network.stream import Stream

FIRST = 5_000
"""Above every descriptor that Emscripten gives to files (it has 4,096 of them)."""

End = Stream | Listener | Datagram


@dataclass(eq=False)
class OpenSocket:
    """What one or more descriptors refer to (POSIX: an open file description).

    Attributes:
        family, kind, protocol: as given to ``socket()``.
        end: the socket's state in the network.
        blocking: whether O_NONBLOCK is off.
        options: what was set by setsockopt and is only kept.
    """

    family: int
    kind: int
    protocol: int
    end: End = field(init=False)
    blocking: bool = True
    options: dict[tuple[int, int], int | bytes] = field(default_factory=dict)
    references: int = 1
    _watchers: list[Callable[[], None]] = field(default_factory=list)

    def changed(self) -> None:
        """Tell the watchers that readiness may have changed."""
        for watcher in tuple(self._watchers):
            watcher()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call ``watcher`` at every change from now on."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: Callable[[], None]) -> None:
        """Stop calling ``watcher``."""
        self._watchers.remove(watcher)

    def is_watched(self) -> bool:
        """Whether anybody waits for it."""
        return bool(self._watchers)

    def post(self, data: bytes) -> None:
        """Send as a signal does: what has no room is lost."""
        if isinstance(self.end, Stream) and self.end.writable():
            self.end.send(data)


@dataclass
class Descriptors:
    """The table of descriptors. Numbers are never used twice."""

    _table: dict[int, OpenSocket] = field(default_factory=dict)
    _next: int = FIRST

    def add(self, opened: OpenSocket) -> int:
        """A new descriptor for ``opened``."""
        fd = self._next
        self._next += 1
        self._table[fd] = opened
        return fd

    def find(self, fd: int) -> OpenSocket | None:
        """What ``fd`` refers to, None if it is no socket's."""
        return self._table.get(fd)

    def get(self, fd: int) -> OpenSocket:
        """What ``fd`` refers to.

        Raises:
            OSError: it is no socket's, or closed.
        """
        opened = self._table.get(fd)
        if opened is None:
            raise errors.bad_descriptor()
        return opened

    def duplicate(self, fd: int) -> int:
        """Another descriptor for the same socket."""
        opened = self.get(fd)
        opened.references += 1
        return self.add(opened)

    def remove(self, fd: int) -> OpenSocket | None:
        """Forget ``fd``; returns its socket if that was the last descriptor of it."""
        opened = self.get(fd)
        del self._table[fd]
        opened.references -= 1
        return opened if opened.references == 0 else None

    def all(self) -> list[OpenSocket]:
        """Every open socket."""
        return list(self._table.values())
