"""The C half of the ``socket`` module, ``_socket.socket``, on the in-memory network.

The standard library's ``socket.py`` runs on it unmodified. Blocking and
timeouts live here: an operation that the network can't do at once parks the
calling thread until the socket's state has changed.
"""

import errno
import operator
import socket as standard
import warnings
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from asyncarium.kernel import socket_options
from asyncarium.kernel.clock import deadline_after, now
from asyncarium.kernel.network import errors
from asyncarium.kernel.network.addresses import BROADCAST, WILDCARD, Address, sockaddr
from asyncarium.kernel.network.constants import (
    AF_INET,
    AF_INET6,
    SOCK_CLOEXEC,
    SOCK_NONBLOCK,
    SOCK_STREAM,
)
from asyncarium.kernel.network.datagram import Datagram
from asyncarium.kernel.network.descriptors import OpenSocket
from asyncarium.kernel.network.listener import Listener
from asyncarium.kernel.network.network import Network
from asyncarium.kernel.network.stream import Stream
from asyncarium.kernel.scheduler import Scheduler

Result = TypeVar("Result")

_BROADCAST_OPTION = (standard.SOL_SOCKET, standard.SO_BROADCAST)
# Plain numbers: socket.py's are members of an enum, whose & would cost a third of every recv().
_MSG_PEEK = int(standard.MSG_PEEK)
_MSG_DONTWAIT = int(getattr(standard, "MSG_DONTWAIT", 0x40))
_MSG_WAITALL = int(getattr(standard, "MSG_WAITALL", 0x100))


class socket:  # noqa: N801 - the name that programs see
    """``_socket.socket``: see the documentation of Python's ``socket`` module.

    Every method raises OSError (bad file descriptor) on a closed socket,
    BlockingIOError where it would block and the socket doesn't, and
    TimeoutError when the socket's timeout is over.
    """

    __slots__ = ("_family", "_fd", "_kind", "_opened", "_proto", "_timeout")

    scheduler: Scheduler
    network: Network
    default_timeout: float | None = None

    def __init__(
        self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None
    ) -> None:
        self._fd = -1
        self._opened: OpenSocket | None = None
        self._timeout: float | None = self.default_timeout
        if fileno is None:
            kind = SOCK_STREAM if type == -1 else type
            if kind & SOCK_NONBLOCK:
                self._timeout = 0.0
            kind &= ~(SOCK_NONBLOCK | SOCK_CLOEXEC)
            opened = self.network.open(
                AF_INET if family == -1 else family, kind, 0 if proto == -1 else proto
            )
            self._fd = self.network.descriptors.add(opened)
        else:
            if fileno < 0:
                raise ValueError("negative file descriptor")
            opened = self.network.descriptors.get(fileno)
            self._fd = fileno
        self._opened = opened
        opened.blocking = self._timeout is None
        self._family = opened.family if family == -1 else family
        self._kind = opened.kind
        self._proto = opened.protocol

    # Properties, because socket.py overrides two of them by properties of its own.

    @property
    def family(self) -> int:
        """AF_INET or AF_INET6."""
        return self._family

    @property
    def type(self) -> int:
        """SOCK_STREAM or SOCK_DGRAM."""
        return self._kind

    @property
    def proto(self) -> int:
        """The protocol's number, 0 for the usual one."""
        return self._proto

    # Life of a descriptor:

    def fileno(self) -> int:
        """The descriptor, -1 once it is closed."""
        return self._fd

    def detach(self) -> int:
        """Give up the descriptor without closing it; returns it."""
        fd, self._fd, self._opened = self._fd, -1, None
        return fd

    def close(self) -> None:
        """Close the socket. Does nothing if it is closed."""
        fd = self.detach()
        if fd != -1:
            close(fd)

    def __del__(self) -> None:
        if getattr(self, "_fd", -1) != -1:
            warnings.warn(f"unclosed {self!r}", ResourceWarning, source=self, stacklevel=2)
            self.close()

    # Blocking:

    def settimeout(self, value: float | None, /) -> None:
        """None: block for ever; 0: never block; else block for so many seconds."""
        self._timeout = check_timeout(value)
        self._get().blocking = value is None

    def gettimeout(self) -> float | None:
        """The timeout in seconds; see `settimeout`."""
        return self._timeout

    timeout = property(gettimeout)

    def setblocking(self, flag: bool, /) -> None:
        """``settimeout(None)`` or ``settimeout(0)``."""
        self.settimeout(None if flag else 0.0)

    def getblocking(self) -> bool:
        """Whether operations may block."""
        return self._timeout != 0

    def _get(self) -> OpenSocket:
        if self._opened is None:
            raise errors.bad_descriptor()
        return self._opened

    def _block(
        self, operation: Callable[[], Result], flags: int = 0, deadline: int | None = None
    ) -> Result:
        """``operation()``, repeated until it doesn't raise BlockingIOError."""
        try:
            return operation()
        except BlockingIOError:
            if self._timeout == 0 or flags & _MSG_DONTWAIT:
                raise
        if deadline is None:
            deadline = deadline_after(self._timeout)
        while True:
            self._wait(deadline)
            try:
                return operation()
            except BlockingIOError:
                continue

    def _wait(self, deadline: int | None) -> None:
        """Park until the socket's state changes."""
        scheduler, opened = self.scheduler, self._get()
        me = scheduler.current

        def wake() -> None:
            scheduler.unpark(me)

        opened.watch(wake)
        try:
            while deadline is None or now() < deadline:
                if scheduler.park(deadline):
                    return
            raise errors.timed_out()
        finally:
            opened.unwatch(wake)

    # Connections:

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

    # Receiving:

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """At most ``bufsize`` bytes; empty at the end of file."""
        if not isinstance(bufsize, int):
            bufsize = operator.index(bufsize)
        if bufsize < 0:
            raise ValueError("negative buffersize in recv")
        end = self._get().end
        if isinstance(end, Stream):
            if flags & _MSG_WAITALL and not flags & _MSG_PEEK:
                return self._receive_all(end, bufsize)
            if self._timeout == 0:
                return end.receive(bufsize, bool(flags & _MSG_PEEK))
        elif bufsize == 0:
            return b""
        return self._block(lambda: self._receive(bufsize, flags)[0], flags)

    def _receive(self, size: int, flags: int) -> tuple[bytes, Address | None]:
        end = self._get().end
        if isinstance(end, Stream):
            return end.receive(size, bool(flags & _MSG_PEEK)), None
        if isinstance(end, Datagram):
            data, sender = end.receive(bool(flags & _MSG_PEEK))
            return data[:size], sender
        raise errors.not_connected()

    def _receive_all(self, end: Stream, size: int) -> bytes:
        received = bytearray()
        deadline = deadline_after(self._timeout)
        while len(received) < size:
            try:
                left = size - len(received)
                part = self._block(lambda left=left: end.receive(left), 0, deadline)  # type: ignore[misc]
            except OSError:
                # What has come is not lost: the error is told the next time.
                if not received:
                    raise
                break
            if not part:
                break
            received += part
        return bytes(received)

    def recvfrom(self, bufsize: int, flags: int = 0, /) -> tuple[bytes, Any]:
        """(data, address of the sender)."""
        bufsize = operator.index(bufsize)
        if bufsize < 0:
            raise ValueError("negative buffersize in recvfrom")
        data, sender = self._block(lambda: self._receive(bufsize, flags), flags)
        return data, None if sender is None else sockaddr(sender, self._family)

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """As `recv`, into ``buffer``; returns how many bytes that were."""
        view = _view(buffer)
        data = self.recv(_size("recv_into", view, nbytes), flags)
        view[: len(data)] = data
        return len(data)

    def recvfrom_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> tuple[int, Any]:
        """As `recvfrom`, into ``buffer``."""
        view = _view(buffer)
        data, sender = self.recvfrom(_size("recvfrom_into", view, nbytes), flags)
        view[: len(data)] = data
        return len(data), sender

    def recvmsg(
        self, bufsize: int, ancbufsize: int = 0, flags: int = 0, /
    ) -> tuple[bytes, list[Any], int, Any]:
        """(data, ancillary data, flags, sender). There is never any ancillary data."""
        del ancbufsize
        data, sender = self.recvfrom(bufsize, flags)
        return data, [], 0, sender

    def recvmsg_into(
        self, buffers: Sequence[Any], ancbufsize: int = 0, flags: int = 0, /
    ) -> tuple[int, list[Any], int, Any]:
        """As `recvmsg`, scattered into ``buffers``."""
        views = [_view(buffer) for buffer in buffers]
        data, ancillary, more, sender = self.recvmsg(sum(map(len, views)), ancbufsize, flags)
        left = data
        for view in views:
            part, left = left[: len(view)], left[len(view) :]
            view[: len(part)] = part
        return len(data), ancillary, more, sender

    # Sending:

    def send(self, data: Any, flags: int = 0, /) -> int:
        """Send what there is room for; returns how many bytes that was."""
        end = self._get().end
        view = data if isinstance(data, bytes) else _view(data)
        if self._timeout == 0 and isinstance(end, Stream):
            return end.send(view)
        return self._block(lambda: self._send(view), flags)

    def _send(self, data: bytes | memoryview) -> int:
        end = self._get().end
        if isinstance(end, Stream):
            return end.send(data)
        if isinstance(end, Datagram):
            return self.network.send_datagram(end, bytes(data), None)
        raise errors.broken_pipe()

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Send all of ``data``, however often that blocks."""
        view = _view(data)
        deadline = deadline_after(self._timeout)
        sent = self._block(lambda: self._send(view), flags, deadline)
        while sent < len(view):
            left = view[sent:]
            sent += self._block(lambda left=left: self._send(left), flags, deadline)  # type: ignore[misc]

    def sendto(self, data: Any, *rest: Any) -> int:
        """``sendto(data[, flags], address)``: send one datagram."""
        if len(rest) not in (1, 2):
            raise TypeError(f"sendto() takes 2 or 3 arguments ({1 + len(rest)} given)")
        end = self._get().end
        view = _view(data)
        if not isinstance(end, Datagram):
            return self.send(view)
        if rest[-1] is None:
            return self.network.send_datagram(end, bytes(view), None)
        host, port = self._parse("sendto", rest[-1])
        if host in (BROADCAST, "<broadcast>") and not self.getsockopt(*_BROADCAST_OPTION):
            raise errors.no_permission()
        return self.network.send_datagram(end, bytes(view), (host, port))

    def sendmsg(
        self, buffers: Sequence[Any], ancdata: Sequence[Any] = (), flags: int = 0,
        address: Any = None, /,
    ) -> int:  # fmt: skip
        """Send ``buffers`` as one message."""
        if ancdata:
            raise errors.not_supported("ancillary data")
        data = b"".join(bytes(_view(buffer)) for buffer in buffers)
        return self.send(data, flags) if address is None else self.sendto(data, flags, address)

    # Options:

    def setsockopt(self, level: int, option: int, value: Any, optlen: int | None = None, /) -> None:
        """Set an option: those that mean something here do it, the others are kept."""
        del optlen
        socket_options.set_option(self._get(), level, option, value)

    def getsockopt(self, level: int, option: int, buflen: int = 0, /) -> int | bytes:
        """The value of an option, as bytes if ``buflen`` is given."""
        return socket_options.get_option(self._get(), level, option, buflen)

    def _parse(self, function: str, address: Any) -> tuple[str, int]:
        name = {AF_INET: "AF_INET", AF_INET6: "AF_INET6"}[self._family]
        if not isinstance(address, tuple):
            kind = type(address).__name__
            raise TypeError(f"{function}(): {name} address must be tuple, not {kind}")
        if not 2 <= len(address) <= (2 if self._family == AF_INET else 4):
            raise TypeError(f"{name} address must be a pair (host, port)")
        host, port = address[0], address[1]
        if isinstance(host, (bytes, bytearray)):
            host = host.decode("idna")
        if not isinstance(host, str):
            kind = type(host).__name__
            raise TypeError(f"str, bytes or bytearray expected, not {kind}")
        if not hasattr(port, "__index__"):
            raise TypeError(f"'{type(port).__name__}' object cannot be interpreted as an integer")
        number = port.__index__()
        if not 0 <= number <= 65_535:
            raise OverflowError(f"{function}(): port must be 0-65535.")
        return host, number


def _view(buffer: Any) -> memoryview:
    try:
        view = memoryview(buffer)
    except TypeError:
        kind = type(buffer).__name__
        raise TypeError(f"a bytes-like object is required, not '{kind}'") from None
    return view if view.format == "B" and view.ndim == 1 else view.cast("B")


def check_timeout(value: float | None) -> float | None:
    """A timeout in seconds as CPython takes it (Modules/socketmodule.c, socket_parse_timeout).

    Raises:
        ValueError: it is negative or not a number.
        OverflowError: it is infinite.
        TypeError: it is no number.
    """
    if value is None:
        return None
    if not hasattr(value, "__float__") and not hasattr(value, "__index__"):
        kind = type(value).__name__
        raise TypeError(f"'{kind}' object cannot be interpreted as an integer")
    seconds = float(value)
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if seconds == float("inf"):
        raise OverflowError("timestamp too large to convert to C PyTime_t")
    if seconds < 0:
        raise ValueError("Timeout value out of range")
    return seconds


def _size(function: str, view: memoryview, nbytes: int) -> int:
    if nbytes < 0:
        raise ValueError(f"negative buffersize in {function}")
    if nbytes > len(view):
        raise ValueError("buffer too small for requested bytes")
    return nbytes or len(view)


def close(fd: int, /) -> None:
    """Close a socket's descriptor."""
    network = socket.network
    last = network.descriptors.remove(fd)
    if last is not None:
        network.close(last)


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
