"""Messages of PostgreSQL's wire protocol, version 3, as the server reads and writes them."""

import struct
from collections.abc import Iterator, Mapping

Message = tuple[int, bytes]
"""Its type, the code of a letter, and what follows its length."""

SSL_REQUEST = 80877103
GSS_REQUEST = 80877104
CANCEL_REQUEST = 80877102
VERSION_3 = 196608

_header = struct.Struct("!cI")
_unpack_length = struct.Struct("!I").unpack_from


def message(kind: bytes, body: bytes = b"") -> bytes:
    """A whole message."""
    return _header.pack(kind, len(body) + 4) + body


def take_messages(buffer: bytearray) -> list[Message]:
    """Remove all whole messages from the beginning of ``buffer``."""
    found = []
    position, end = 0, len(buffer)
    while end - position >= 5:
        (length,) = _unpack_length(buffer, position + 1)
        after = position + 1 + length
        if after > end:
            break
        found.append((buffer[position], bytes(buffer[position + 5 : after])))
        position = after
    del buffer[:position]
    return found


def messages_in(data: bytes) -> Iterator[Message]:
    """The messages that ``data`` consists of."""
    position = 0
    while position < len(data):
        (length,) = _unpack_length(data, position + 1)
        after = position + 1 + length
        yield data[position], data[position + 5 : after]
        position = after


def text(value: str) -> bytes:
    """A string as it stands in messages."""
    return value.encode() + b"\0"


def error(code: str, what: str, *, severity: str = "ERROR", hint: str = "") -> bytes:
    """An ErrorResponse."""
    fields = {"S": severity, "V": severity, "C": code, "M": what, "H": hint}
    body = b"".join(name.encode() + text(value) for name, value in fields.items() if value)
    return message(b"E", body + b"\0")


def ready(status: bytes) -> bytes:
    """ReadyForQuery: ``I`` outside of a transaction, ``T`` inside, ``E`` inside a failed one."""
    return message(b"Z", status)


def parameter(name: str, value: str) -> bytes:
    """A ParameterStatus."""
    return message(b"S", text(name) + text(value))


def parse_startup(body: bytes) -> Mapping[str, str]:
    """The parameters of a StartupMessage, without its version."""
    words = [word.decode("utf-8", "replace") for word in body.split(b"\0")]
    return {name: value for name, value in zip(words[::2], words[1::2], strict=False) if name}
