"""What every socket of a program has: a descriptor, a timeout, options, and a way to wait.

An operation that the network can't do at once parks the calling thread until
the socket's state has changed.
"""

import socket as standard
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from asyncarium.kernel import socket_options
from asyncarium.kernel.clock import deadline_after, now
from asyncarium.kernel.network import errors
from asyncarium.kernel.network.constants import (
    AF_INET,
    AF_INET6,
    SOCK_CLOEXEC,
    SOCK_NONBLOCK,
    SOCK_STREAM,
)
from asyncarium.kernel.network.descriptors import OpenSocket
from asyncarium.kernel.network.network import Network
from asyncarium.kernel.scheduler import Scheduler

Result = TypeVar("Result")

# A plain number: socket.py's is a member of an enum, whose & is slow.
MSG_DONTWAIT = int(getattr(standard, "MSG_DONTWAIT", 0x40))


class BlockingSocket:
    """The part of ``_socket.socket`` that is about the descriptor and about waiting."""

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
            self.network.close_descriptor(fd)

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
            if self._timeout == 0 or flags & MSG_DONTWAIT:
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
