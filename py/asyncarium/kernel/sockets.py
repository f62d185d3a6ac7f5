"""The C half of the ``socket`` module, ``_socket.socket``, on the in-memory network.

The standard library's ``socket.py`` runs on it unmodified.
"""

import errno
import socket as standard
from typing import Any

from asyncarium.kernel.network import errors
from asyncarium.kernel.network.addresses import WILDCARD, sockaddr
from asyncarium.kernel.network.constants import (
    AF_INET,
    SOCK_CLOEXEC,
    SOCK_NONBLOCK,
    SOCK_STREAM,
)
from asyncarium.kernel.network.datagram import Datagram
from asyncarium.kernel.network.descriptors import OpenSocket
from asyncarium.kernel.network.listener import Listener
from asyncarium.kernel.network.stream import Stream
from asyncarium.kernel.transfer_socket import TransferSocket


class socket(TransferSocket):  # noqa: N801 - the name that programs see
    """``_socket.socket``: see the documentation of Python's ``socket`` module.

    Every method raises OSError (bad file descriptor) on a closed socket,
    BlockingIOError where it would block and the socket doesn't, and
    TimeoutError when the socket's timeout is over.
    """

    __slots__ = ()

    def bind(self, address: tuple[Any, ...], /) -> None:
        """Bind to a local address."""
        host, port = self._parse("bind", address)
        self.network.bind(self._get().end, host, port)

    def listen(self, backlog: int = 128, /) -> None:
        """Wait for connections, of which ``backlog`` may be unaccepted."""
        self.network.listen(self._get(), backlog)

    def _accept(self) -> tuple[int, tuple[Any, ...]]:
        """(descriptor, address) of a new connection; ``socket.py`` makes a socket of it."""
        opened = self._get()
        accepted = OpenSocket(opened.family, opened.kind, opened.protocol)

        def accept() -> Stream:
            if not isinstance(opened.end, Listener):
                raise errors.invalid()
            return opened.end.accept(accepted.changed)

        accepted.end = self._block(accept)
        assert accepted.end.remote is not None
        fd = self.network.descriptors.add(accepted)
        return fd, sockaddr(accepted.end.remote, opened.family)

    def connect(self, address: tuple[Any, ...], /) -> None:
        """Connect to a remote address; a datagram socket sends only there from now on."""
        host, port = self._parse("connect", address)
        end = self._get().end
        if isinstance(end, Datagram):
            self.network.connect_datagram(end, host, port)
            return
        if isinstance(end, Listener):
            raise errors.already_connected()
        if end.take_connected():
            return
        if end.state != "connecting" or self._timeout == 0:
            self.network.connect(end, host, port)
        if self._timeout == 0:
            # As on a desktop, where a connection takes a moment even to one's own machine.
            raise errors.in_progress()
        self._block(lambda: self._check_connected(end))
        end.take_connected()

    def _check_connected(self, end: Stream) -> None:
        if end.state == "connecting":
            raise errors.would_block()
        if (error := end.take_error()) is not None:
            raise error

    def connect_ex(self, address: tuple[Any, ...], /) -> int:
        """As `connect`, but returns the number of the error, 0 if there is none."""
        try:
            self.connect(address)
        except standard.gaierror:
            raise
        except OSError as error:
            return error.errno or errno.EAGAIN
        return 0

    def shutdown(self, how: int, /) -> None:
        """End reading (SHUT_RD), writing (SHUT_WR) or both (SHUT_RDWR)."""
        opened = self._get()
        if how not in (standard.SHUT_RD, standard.SHUT_WR, standard.SHUT_RDWR):
            raise errors.invalid()
        if isinstance(opened.end, Listener):
            if how != standard.SHUT_WR:
                self.network.stop_listening(opened)
        elif isinstance(opened.end, Stream):
            opened.end.shutdown(how != standard.SHUT_WR, how != standard.SHUT_RD)
        elif opened.end.remote is None:
            raise errors.not_connected()
        opened.changed()

    def getsockname(self) -> Any:
        """The local address."""
        local = self._get().end.local
        return sockaddr(local or (WILDCARD.get(self._family, ""), 0), self._family)

    def getpeername(self) -> Any:
        """The remote address."""
        end = self._get().end
        if isinstance(end, Listener) or end.remote is None:
            raise errors.not_connected()
        if isinstance(end, Stream) and end.state != "open":
            raise errors.not_connected()
        return sockaddr(end.remote, self._family)


def close(fd: int, /) -> None:
    """Close a socket's descriptor."""
    socket.network.close_descriptor(fd)


def dup(fd: int, /) -> int:
    """Another descriptor for the same socket."""
    return socket.network.descriptors.duplicate(fd)


def socketpair(
    family: int = AF_INET, type: int = SOCK_STREAM, proto: int = 0, /
) -> tuple[socket, socket]:
    """Two connected sockets. ``socket.py`` wraps them in its own class."""
    kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)
    if kind != SOCK_STREAM:
        raise errors.not_supported("socketpair() of datagrams")
    add = socket.network.descriptors.add
    one, other = (
        socket(family, kind, proto, add(opened)) for opened in socket.network.pair(family, proto)
    )
    return one, other
