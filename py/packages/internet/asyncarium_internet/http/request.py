"""Requests, and how they are read from bytes that come in pieces."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

MAX_HEAD = 65_536
MAX_BODY = 5 * 2**20


@dataclass(frozen=True)
class Request:
    """One request.

    Attributes:
        target: path and query as they came.
        path: decoded.
        query: the last value of each name.
        headers: by name in lower case; several of one name are joined by commas.
    """

    method: str
    target: str
    version: str = "HTTP/1.1"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        return unquote(self.target.partition("?")[0])

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    def wants_to_close(self) -> bool:
        """Whether the connection ends with its answer."""
        options = [
            option.strip() for option in self.headers.get("connection", "").lower().split(",")
        ]
        return "close" in options or (self.version == "HTTP/1.0" and "keep-alive" not in options)


class BadRequestError(Exception):
    """What came is no request that this server takes.

    Attributes:
        status: the answer's.
    """

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class RequestReader:
    """Takes bytes as they come; gives requests when they are complete."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head: Request | None = None
        self._body = bytearray()
        self.wants_continue = False
        """Whether the client waits to be told to send the body (``Expect: 100-continue``)."""

    @property
    def in_the_middle(self) -> bool:
        """Whether a request has begun that is not complete."""
        return bool(self._buffer) or self._head is not None

    def feed(self, data: bytes) -> None:
        """These bytes have come."""
        self._buffer += data

    def requests(self) -> Iterator[Request]:
        """Those that are complete by now.

        Raises:
            BadRequestError: the bytes are not HTTP, or too many.
        """
        while (request := self._next()) is not None:
            yield request

    def _next(self) -> Request | None:
        if self._head is None:
            self._head = self._read_head()
            if self._head is None:
                return None
            self._body.clear()
            self.wants_continue = self._head.headers.get("expect", "").lower() == "100-continue"
        head = self._head
        if not self._read_body(head):
            return None
        self._head = None
        self.wants_continue = False
        return Request(head.method, head.target, head.version, head.headers, bytes(self._body))

    def _read_head(self) -> Request | None:
        while self._buffer.startswith((b"\r\n", b"\n")):
            del self._buffer[: self._buffer.index(b"\n") + 1]
        end = self._buffer.find(b"\r\n\r\n")
        if end > MAX_HEAD or (end < 0 and len(self._buffer) > MAX_HEAD):
            raise BadRequestError(431, "the request's headers are too long")
        if end < 0:
            first = self._buffer.partition(b"\n")
            if first[1]:
                _parse_request_line(bytes(first[0]))  # who speaks no HTTP need not wait for more
            return None
        lines = bytes(self._buffer[:end]).split(b"\r\n")
        del self._buffer[: end + 4]
        method, target, version = _parse_request_line(lines[0])
        headers: dict[str, str] = {}
        for line in lines[1:]:
            name, colon, value = line.decode("latin-1").partition(":")
            if not colon or not name or name != name.strip():
                raise BadRequestError(400, f"this is no header: {line.decode('latin-1')!r}")
            key, text = name.lower(), value.strip()
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
        if version == "HTTP/1.1" and "host" not in headers:
            raise BadRequestError(400, "an HTTP/1.1 request needs a Host header")
        return Request(method, target, version, headers)

    def _read_body(self, head: Request) -> bool:
        """Whether it is complete."""
        if "transfer-encoding" in head.headers:
            if head.headers["transfer-encoding"].lower() != "chunked":
                raise BadRequestError(501, "of the transfer encodings only chunked is known here")
            return self._read_chunks()
        length = head.headers.get("content-length", "0")
        if not (length.isascii() and length.isdecimal()):
            raise BadRequestError(400, f"this is no Content-Length: {length!r}")
        if int(length) > MAX_BODY:
            raise BadRequestError(413, "the request's body is too long")
        missing = int(length) - len(self._body)
        self._body += self._buffer[:missing]
        del self._buffer[:missing]
        return len(self._body) == int(length)

    def _read_chunks(self) -> bool:
        while (end := self._buffer.find(b"\r\n")) >= 0:
            digits = bytes(self._buffer[:end]).partition(b";")[0].strip()
            try:
                size = int(digits, 16)
            except ValueError:
                raise BadRequestError(400, f"this is no chunk's size: {digits!r}") from None
            if size < 0 or len(self._body) + size > MAX_BODY:
                raise BadRequestError(413, "the request's body is too long")
            if size == 0:
                # What may follow, trailers, ends with an empty line.
                tail = self._buffer.find(b"\r\n\r\n", end)
                if tail < 0:
                    return False
                del self._buffer[: tail + 4]
                return True
            if len(self._buffer) < end + 2 + size + 2:
                return False
            self._body += self._buffer[end + 2 : end + 2 + size]
            del self._buffer[: end + 2 + size + 2]
        return False


def _parse_request_line(line: bytes) -> tuple[str, str, str]:
    parts = line.decode("latin-1").rstrip("\r").split(" ")
    if len(parts) != 3 or not parts[0].isalpha() or not parts[2].startswith("HTTP/"):
        raise BadRequestError(400, "what came is not HTTP")
    method, target, version = parts
    if version not in ("HTTP/1.0", "HTTP/1.1"):
        raise BadRequestError(505, f"{version} is not spoken here, only HTTP/1.1")
    if target.startswith(("http://", "https://")):
        # As to a proxy; every server must take it.
        target = "/" + target.partition("://")[2].partition("/")[2]
    if not target.startswith("/") and target != "*":
        raise BadRequestError(400, f"this is no path: {target!r}")
    return method, target, version
