"""Receiving and sending, in all the ways of ``_socket.socket``."""

import operator
import socket as standard
from collections.abc import Sequence
from typing import Any

from asyncarium.kernel.blocking_socket import BlockingSocket
from asyncarium.kernel.clock import deadline_after
from asyncarium.kernel.network import errors
from asyncarium.kernel.network.addresses import BROADCAST, Address, sockaddr
from asyncarium.kernel.network.datagram import Datagram
from asyncarium.kernel.network.stream import Stream

_BROADCAST_OPTION = (standard.SOL_SOCKET, standard.SO_BROADCAST)
# Plain numbers: socket.py's are members of an enum, whose & would cost a third of every recv().
_MSG_PEEK = int(standard.MSG_PEEK)
_MSG_WAITALL = int(getattr(standard, "MSG_WAITALL", 0x100))


class TransferSocket(BlockingSocket):
    """The part of ``_socket.socket`` that moves data."""

    __slots__ = ()

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


def _view(buffer: Any) -> memoryview:
    try:
        view = memoryview(buffer)
    except TypeError:
        kind = type(buffer).__name__
        raise TypeError(f"a bytes-like object is required, not '{kind}'") from None
    return view if view.format == "B" and view.ndim == 1 else view.cast("B")


def _size(function: str, view: memoryview, nbytes: int) -> int:
    if nbytes < 0:
        raise ValueError(f"negative buffersize in {function}")
    if nbytes > len(view):
        raise ValueError("buffer too small for requested bytes")
    return nbytes or len(view)
