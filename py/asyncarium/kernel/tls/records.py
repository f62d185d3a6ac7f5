"""Bytes on the wire: TLS's record headers, and in the records plain text.

The header is the real one (kind, version 3.x, length), so that a peer that
doesn't speak TLS is noticed by the byte at which OpenSSL notices it. Messages
of the handshake are JSON objects with their name under "message".
"""

import json
from collections.abc import Iterator

ALERT, HANDSHAKE, APPLICATION_DATA = 21, 22, 23
HEADER_SIZE = 5
MAX_BODY = 16384

CLOSE_NOTIFY = bytes([1, 0])  # level "warning", description 0

_PLAIN_HTTP = (b"GET ", b"POST ", b"HEAD ", b"PUT ")


def record(kind: int, body: bytes | memoryview) -> bytes:
    """One record of at most MAX_BODY bytes."""
    return b"".join((bytes((kind, 3, 3)), len(body).to_bytes(2, "big"), body))


def application_data(data: memoryview) -> Iterator[bytes]:
    """``data`` in records."""
    for start in range(0, len(data), MAX_BODY):
        yield record(APPLICATION_DATA, data[start : start + MAX_BODY])


def body_size(header: bytes | bytearray) -> int:
    """How many bytes follow the HEADER_SIZE bytes of ``header``.

    Raises:
        ValueError: this isn't TLS; its text is OpenSSL's reason.
    """
    if ALERT - 1 <= header[0] <= APPLICATION_DATA and header[1] == 3:
        return int.from_bytes(header[3:HEADER_SIZE], "big")
    if header.startswith(_PLAIN_HTTP):
        raise ValueError("HTTP_REQUEST")
    raise ValueError("HTTPS_PROXY_REQUEST" if header == b"CONNE" else "WRONG_VERSION_NUMBER")


def message(name: str, **fields: object) -> bytes:
    """A message of the handshake, as a record.

    It ends its line: so does a real ClientHello (0x000A is a number in it), which
    is why a server that reads plain lines answers it, instead of waiting for more.
    """
    return record(HANDSHAKE, json.dumps({"message": name, **fields}).encode() + b"\n")


def message_fields(name: str, body: bytes) -> dict[str, object]:
    """The fields of the message ``name``.

    Raises:
        ValueError: ``body`` is another message, or none.
    """
    fields = json.loads(body)
    if not isinstance(fields, dict) or fields.get("message") != name:
        raise ValueError("UNEXPECTED_MESSAGE")
    return fields
