"""One connection of a client to a site: requests in, answers out, in order, at their times."""

from collections.abc import Callable
from typing import Protocol

from asyncarium.kernel.clock import now, to_nanoseconds
from asyncarium_internet.conditions import Conditions
from asyncarium_internet.exchanges import Exchange, Exchanges
from asyncarium_internet.http.answer import Answer, chunk, json_answer
from asyncarium_internet.http.request import BadRequestError, Request, RequestReader
from asyncarium_internet.wire import Line

PIECE = 16_384
"""A body arrives in pieces of so many bytes where the network has a speed."""

RESET = "the connection was reset"
GIVEN_UP = "the program closed the connection"


class Site(Protocol):
    """What a host says."""

    reliable: frozenset[str]
    """Paths that never fail, whatever the reader has set."""

    def answer(self, request: Request) -> Answer:
        """The answer to any request."""


class HttpConnection:
    """A `Receiver` that serves ``site``.

    Args:
        line: to the client.
        origin: scheme and host, for the addresses of what is asked.
    """

    def __init__(
        self,
        line: Line,
        site: Site,
        origin: str,
        conditions: Conditions,
        exchanges: Exchanges,
    ) -> None:
        self._line = line
        self._site = site
        self._origin = origin
        self._conditions = conditions
        self._exchanges = exchanges
        self._reader = RequestReader()
        self._open: list[Exchange] = []
        self._free_at = 0
        self._closing = False

    def received(self, data: bytes) -> None:
        self._reader.feed(data)
        try:
            for request in self._reader.requests():
                if self._closing:
                    return
                self._serve(request)
        except BadRequestError as error:
            self._refuse(error)
            return
        if self._reader.wants_continue:
            self._reader.wants_continue = False
            self._line.send(b"HTTP/1.1 100 Continue\r\n\r\n", now() + self._conditions.round_trip)

    def ended(self) -> None:
        if not self._closing:
            self._close()

    def lost(self) -> None:
        for exchange in tuple(self._open):
            self._end(exchange, GIVEN_UP)

    def _close(self) -> None:
        self._closing = True
        self._line.close(max(self._free_at, now() + self._conditions.round_trip))

    def _refuse(self, error: BadRequestError) -> None:
        if self._closing:
            return
        answer = json_answer({"error": str(error)}, error.status)
        head = answer.head(chunked=False, close=True)
        at = max(self._free_at, now() + self._conditions.round_trip)
        self._line.send(head + b"".join(part.data for part in answer.parts), at)
        self._close()

    def _serve(self, request: Request) -> None:
        url = self._origin + request.target
        exchange = self._exchanges.begin(request.method, url)
        self._open.append(exchange)
        what = f"{request.method} {url}"
        answer = self._answer(request, what)
        at = now() + self._conditions.round_trip + self._conditions.work(what)
        at = max(self._free_at, at + to_nanoseconds(answer.after))
        if answer.breaks:
            self._closing = True
            self._line.send(b"", at, lambda: self._end(exchange, RESET))
            self._line.reset(at)
            return
        self._free_at = self._send(request, answer, exchange, at)
        if request.wants_to_close() or not self._keeps(request, answer):
            self._close()

    def _answer(self, request: Request, what: str) -> Answer:
        fate = "answered" if request.path in self._site.reliable else self._conditions.fate(what)
        if fate == "reset":
            return Answer(breaks=True)
        if fate == "unavailable":
            error = "the server is overloaded just now: try again"
            return json_answer({"error": error}, 503)
        try:
            return self._site.answer(request)
        except Exception as error:
            return json_answer({"error": f"the server has failed: {error!r}"}, 500)

    def _send(self, request: Request, answer: Answer, exchange: Exchange, at: int) -> int:
        """Put the answer on its way; returns when it will have arrived."""
        chunked = not isinstance(answer.body, bytes) and request.version == "HTTP/1.1"
        close = request.wants_to_close() or not self._keeps(request, answer)
        head = answer.head(chunked=chunked, close=close)
        self._line.send(head, at, lambda: self._exchanges.answered(exchange, answer.status))
        bodiless = request.method == "HEAD" or answer.status in (204, 304)
        for part in () if bodiless else answer.parts:
            at += to_nanoseconds(part.after)
            for piece in self._pieces(part.data):
                at += self._conditions.transfer(len(piece))
                arrived = self._count(exchange, len(piece))
                self._line.send(chunk(piece) if chunked else piece, at, arrived)
        last = chunk(b"") if chunked and not bodiless else b""
        self._line.send(last, at, lambda: self._end(exchange))
        return at

    def _pieces(self, data: bytes) -> list[bytes]:
        if self._conditions.profile.bytes_per_second is None:
            return [data] if data else []
        return [data[start : start + PIECE] for start in range(0, len(data), PIECE)]

    def _keeps(self, request: Request, answer: Answer) -> bool:
        """Whether a client can tell where the answer ends, and hence the next begins."""
        return isinstance(answer.body, bytes) or request.version == "HTTP/1.1"

    def _count(self, exchange: Exchange, size: int) -> Callable[[], None]:
        def arrived() -> None:
            exchange.size += size

        return arrived

    def _end(self, exchange: Exchange, failure: str | None = None) -> None:
        self._open.remove(exchange)
        self._exchanges.ended(exchange, failure)
