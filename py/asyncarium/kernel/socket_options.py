"""``setsockopt`` and ``getsockopt``."""

import socket
import struct

from asyncarium.kernel.network import errors
from asyncarium.kernel.network.constants import SO_REUSEADDR, SO_REUSEPORT
from asyncarium.kernel.network.descriptors import OpenSocket
from asyncarium.kernel.network.listener import Listener
from asyncarium.kernel.network.stream import Stream

_FLAGS = {SO_REUSEADDR: "reuse_address", SO_REUSEPORT: "reuse_port"}
_SIZES = {socket.SO_RCVBUF: "receive_size", socket.SO_SNDBUF: "send_size"}
_SMALLEST_BUFFER = 2_304
"""What Linux makes of a smaller SO_RCVBUF (SOCK_MIN_RCVBUF)."""


def set_option(opened: OpenSocket, level: int, option: int, value: int | bytes | None) -> None:
    """Set an option of ``opened``; one that means nothing here is only kept.

    Raises:
        OSError: SO_LINGER was given no ``struct linger``.
    """
    if isinstance(value, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    end = opened.end
    if level == socket.SOL_SOCKET:
        if option in _FLAGS:
            setattr(end, _FLAGS[option], bool(_number(value)))
        elif option in _SIZES:
            setattr(end, _SIZES[option], max(_number(value), _SMALLEST_BUFFER))
        elif option == socket.SO_LINGER:
            if not isinstance(value, (bytes, bytearray)) or len(value) != 8:
                raise errors.invalid()
            on, seconds = struct.unpack("ii", value)
            if isinstance(end, Stream):
                end.lingers = not (on and seconds == 0)
    opened.options[level, option] = value if value is not None else 0


def get_option(opened: OpenSocket, level: int, option: int, buflen: int) -> int | bytes:
    """The value of an option; 0 if it was never set."""
    value = _value(opened, level, option)
    if buflen == 0:
        return _number(value)
    data = value if isinstance(value, bytes) else struct.pack("i", value)
    return data.ljust(buflen, b"\0")[:buflen]


def _value(opened: OpenSocket, level: int, option: int) -> int | bytes:
    end = opened.end
    if level == socket.SOL_SOCKET:
        if option == socket.SO_ERROR:
            error = None if isinstance(end, Listener) else end.take_error()
            return error.errno or 0 if error is not None else 0
        if option == socket.SO_TYPE:
            return opened.kind
        if option == getattr(socket, "SO_ACCEPTCONN", None):
            return int(end.listening)
        if option in _FLAGS:
            return int(getattr(end, _FLAGS[option]))
        if option in _SIZES:
            return int(getattr(end, _SIZES[option]))
    return opened.options.get((level, option), 0)


def _number(value: int | bytes | None) -> int:
    if isinstance(value, (bytes, bytearray)):
        return int.from_bytes(value[:4], "little", signed=True)
    return int(value or 0)
