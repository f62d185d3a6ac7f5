"""The real internet, where the reader has allowed it: HTTP(S) requests that the browser makes.

A program's client speaks to a server of ours, in the kernel's network as every
other; that hands each request to the browser, under the browser's rules (CORS),
and the answer back. Nothing but HTTP can get out.
"""

import json
import re
from collections import deque
from collections.abc import Callable
from typing import Protocol

from asyncarium.kernel.clock import now
from asyncarium.kernel.scheduler import Scheduler
from asyncarium_internet.exchanges import Exchange, Exchanges
from asyncarium_internet.http.answer import Answer, json_answer
from asyncarium_internet.http.request import BadRequestError, Request, RequestReader
from asyncarium_internet.wire import Line

NAME = re.compile(r"(?!\d+$)([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)+[a-z][a-z0-9-]+")
"""A name that can exist out there."""

NO_WAITING = (
    "the real internet can't be used in this browser: it has no JavaScript Promise "
    "Integration (JSPI)"
)

# The browser has unpacked the body; the connection is ours.
_NOT_PASSED_ON = {
    "connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding",
}  # fmt: skip


class Body(Protocol):
    """The body of an answer."""

    def to_bytes(self) -> bytes:
        """All of it."""


class Fetched(Protocol):
    """What has come of a request: an answer, or why there is none."""

    number: int
    status: int
    headers: str
    """A JSON list of pairs."""
    failure: str
    """Empty where there is an answer."""

    @property
    def body(self) -> Body:
        """Of an answer."""


class Browser(Protocol):
    """Makes requests."""

    def can_wait(self) -> bool:
        """Whether an answer can come while Python waits."""

    def fetch(self, number: int, request: str, body: bytes) -> None:
        """Begin a request: a JSON object with method, url and headers, a list of pairs."""

    def take(self) -> Fetched | None:
        """One of those that have come."""


class RealInternet:
    """Keeps account of the requests that the browser has been asked for."""

    def __init__(self, scheduler: Scheduler, browser: Browser) -> None:
        self._scheduler = scheduler
        self._browser = browser
        self._waiting: dict[int, Callable[[Answer], None]] = {}
        self._asked = 0

    def ask(self, request: Request, url: str, then: Callable[[Answer], None]) -> None:
        """Have ``then`` called with the answer."""
        if not self._browser.can_wait():
            then(_failed(NO_WAITING))
            return
        self._asked += 1
        if not self._waiting:
            self._scheduler.awaited.append(self._look)
        self._waiting[self._asked] = then
        asked = {"method": request.method, "url": url, "headers": list(request.headers.items())}
        self._browser.fetch(self._asked, json.dumps(asked), request.body)

    def _look(self) -> None:
        while (fetched := self._browser.take()) is not None:
            then = self._waiting.pop(fetched.number)
            if not self._waiting:
                self._scheduler.awaited.remove(self._look)
            then(_answer(fetched))


def _answer(fetched: Fetched) -> Answer:
    if fetched.failure:
        return _failed(fetched.failure)
    headers = {name.title(): value for name, value in json.loads(fetched.headers)}
    passed = {name: text for name, text in headers.items() if name.lower() not in _NOT_PASSED_ON}
    kind = passed.pop("Content-Type", "application/octet-stream")
    return Answer(fetched.status, fetched.body.to_bytes(), kind, passed)


def _failed(why: str) -> Answer:
    answer = json_answer({"error": why}, 502)
    return Answer(502, answer.body, answer.content_type, says=f"Bad Gateway: {why}")


class RealConnection:
    """A `Receiver` that has the browser answer, one request after the other."""

    def __init__(
        self, line: Line, origin: str, internet: RealInternet, exchanges: Exchanges
    ) -> None:
        self._line = line
        self._origin = origin
        self._internet = internet
        self._exchanges = exchanges
        self._reader = RequestReader()
        self._waiting: deque[Request] = deque()
        self._current: Exchange | None = None
        self._closing = False

    def received(self, data: bytes) -> None:
        self._reader.feed(data)
        try:
            self._waiting.extend(self._reader.requests())
        except BadRequestError as error:
            self._send(json_answer({"error": str(error)}, error.status), bodiless=False, close=True)
            return
        if self._reader.wants_continue:
            self._reader.wants_continue = False
            self._line.send(b"HTTP/1.1 100 Continue\r\n\r\n", now())
        self._next()

    def ended(self) -> None:
        if self._current is None:
            self._line.close(now())
        self._closing = True

    def lost(self) -> None:
        self._closing = True
        if self._current is not None:
            self._exchanges.ended(self._current, "the program closed the connection")

    def _next(self) -> None:
        if self._current is not None or not self._waiting or self._closing:
            return
        request = self._waiting.popleft()
        url = self._origin + request.target
        exchange = self._current = self._exchanges.begin(request.method, url)

        def answered(answer: Answer) -> None:
            self._current = None
            if exchange.ended is not None:
                return
            self._exchanges.answered(exchange, answer.status)
            exchange.size = sum(len(part.data) for part in answer.parts)
            self._exchanges.ended(exchange, answer.says and answer.says[:200])
            close = self._closing or request.wants_to_close()
            self._send(answer, bodiless=request.method == "HEAD", close=close)
            self._next()

        self._internet.ask(request, url, answered)

    def _send(self, answer: Answer, *, bodiless: bool, close: bool) -> None:
        body = b"" if bodiless else b"".join(part.data for part in answer.parts)
        self._line.send(answer.head(chunked=False, close=close) + body, now())
        if close:
            self._closing = True
            self._line.close(now())
