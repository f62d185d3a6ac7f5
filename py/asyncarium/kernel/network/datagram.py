"""A UDP socket."""

from collections import deque
from collections.abc import Callable

from asyncarium.kernel.network import errors
from asyncarium.kernel.network.addresses import Address

BUFFER_SIZE = 212_992
"""Bytes of datagrams that may wait to be received (Linux: net.core.rmem_default); more are lost."""
LARGEST = 65_507
"""The most that one UDP datagram over IPv4 can carry."""


class Datagram:
    """A UDP socket; see `Stream` for the attributes that they share."""

    listening = False

    def __init__(self, family: int, changed: Callable[[], None]) -> None:
        self.family = family
        self.changed = changed
        self.local: Address | None = None
        self.remote: Address | None = None
        self.reuse_address = False
        self.reuse_port = False
        self.receive_size = BUFFER_SIZE
        self.send_size = BUFFER_SIZE
        self._received: deque[tuple[bytes, Address]] = deque()
        self._size = 0
        self._error: OSError | None = None

    def readable(self) -> bool:
        """Whether `receive` would not block."""
        return bool(self._received) or self._error is not None

    def writable(self) -> bool:
        """Always: what has no room at the other end is lost."""
        return True

    def receive(self, peek: bool = False) -> tuple[bytes, Address]:
        """The oldest datagram, and who sent it.

        Raises:
            BlockingIOError: there is none.
            ConnectionRefusedError: one that was sent before reached nobody.
        """
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        if not self._received:
            raise errors.would_block()
        if peek:
            return self._received[0]
        data, sender = self._received.popleft()
        self._size -= len(data)
        return data, sender

    def deliver(self, data: bytes, sender: Address) -> None:
        """A datagram has arrived. Lost when the buffer is full, or when it is not from our peer."""
        if self.remote is not None and self.remote != sender:
            return
        if self._size + len(data) <= self.receive_size:
            self._received.append((data, sender))
            self._size += len(data)
            self.changed()

    def unreachable(self, error: OSError) -> None:
        """What we sent reached nobody: the next operation of a connected socket says so."""
        if self.remote is not None:
            self._error = error
            self.changed()

    def take_error(self) -> OSError | None:
        """What SO_ERROR tells."""
        error, self._error = self._error, None
        return error

    def close(self) -> None:
        """Nothing is delivered any more."""
        self._received.clear()


def check_size(data: bytes) -> None:
    """Refuse what fits into no datagram."""
    if len(data) > LARGEST:
        raise errors.too_long()
