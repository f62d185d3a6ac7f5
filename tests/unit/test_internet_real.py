"""The real internet through a browser that the tests play."""

import asyncio
import json
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from asyncarium.kernel.clock import RealClock
from asyncarium.kernel.network.constants import AF_INET
from asyncarium.kernel.system import System
from asyncarium_internet import attach
from asyncarium_internet.real import NAME, NO_WAITING
from tests.unit.conftest import Run
from tests.unit.fake_host import START, FakeHost


@dataclass
class Content:
    data: bytes

    def to_bytes(self) -> bytes:
        return self.data


@dataclass
class Fetched:
    number: int
    status: int = 200
    headers: str = '[["content-type", "text/plain"], ["content-length", "999"], ["x-own", "1"]]'
    failure: str = ""
    body: Content = field(default_factory=lambda: Content(b"hello"))


class PlayedBrowser:
    """Answers when the kernel waits for news."""

    def __init__(self, host: FakeHost) -> None:
        self.host = host
        self.asked: list[tuple[Any, bytes]] = []
        self.answer: Callable[[int], Fetched] = Fetched
        self.waits = True
        self._come: list[Fetched] = []

    def can_wait(self) -> bool:
        return self.waits

    def fetch(self, number: int, request: str, body: bytes) -> None:
        self.asked.append((json.loads(request), body))
        self.host.news.append(lambda: self._come.append(self.answer(number)))

    def take(self) -> Fetched | None:
        return self._come.pop(0) if self._come else None


@pytest.fixture
def browser(host: FakeHost, system: System, kernel_socket: types.ModuleType) -> PlayedBrowser:
    played = PlayedBrowser(host)
    attach(system, {"latency": "none"}, lambda: 0.0, browser=played)
    return played


async def fetch(system: System, text: bytes, host: str = "www.python.org") -> bytes:
    address = system.network.hosts.resolve(host, AF_INET)
    reader, writer = await asyncio.open_connection(address, 80)
    writer.write(text)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


GET = b"GET /a?b=c HTTP/1.1\r\nHost: www.python.org\r\nX-Mine: 2\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("clock", ["instant", "real"])
def test_the_browser_is_asked(
    system: System, host: FakeHost, run: Run, browser: PlayedBrowser, clock: str
) -> None:
    if clock == "real":
        system.scheduler.clock = RealClock(host)
    answer = run(fetch(system, GET))
    ((request, body),) = browser.asked
    assert (request["method"], request["url"]) == ("GET", "http://www.python.org/a?b=c")
    assert ["x-mine", "2"] in request["headers"]
    assert body == b""
    head, _, content = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert b"Content-Length: 5" in head
    assert b"X-Own: 1" in head
    assert content == b"hello"
    assert host.nanoseconds == START, "the clock stands still meanwhile"
    assert not system.scheduler.awaited


def test_one_after_the_other_on_one_connection(
    system: System, run: Run, browser: PlayedBrowser
) -> None:
    browser.answer = lambda number: Fetched(number, body=Content(b"%d." % number))
    first = GET.replace(b"Connection: close\r\n", b"")
    answer = run(fetch(system, first + GET))
    assert answer.index(b"\r\n\r\n1.") < answer.index(b"\r\n\r\n2.")


def test_what_the_browser_refuses_is_said(system: System, run: Run, browser: PlayedBrowser) -> None:
    browser.answer = lambda number: Fetched(number, failure="no such server, or CORS")
    answer = run(fetch(system, GET))
    assert answer.startswith(b"HTTP/1.1 502 Bad Gateway: no such server, or CORS\r\n")
    assert answer.endswith(b'{"error": "no such server, or CORS"}')


def test_where_python_can_not_wait(system: System, run: Run, browser: PlayedBrowser) -> None:
    browser.waits = False
    assert NO_WAITING.encode() in run(fetch(system, GET))
    assert browser.asked == []


def test_the_practice_internet_stays(system: System, run: Run, browser: PlayedBrowser) -> None:
    assert b"Server: practice-internet" in run(fetch(system, GET, "example.com"))
    assert browser.asked == []


def test_names(system: System, browser: PlayedBrowser) -> None:
    for name in ("python.org", "a.b-c.museum", "xn--bcher-kva.example"):
        assert NAME.fullmatch(name)
    for name in ("printer", "10.0.0.1", "a..b", "-a.org", "a b.org", "", "1.2.3"):
        assert not NAME.fullmatch(name)
    with pytest.raises(OSError, match="Name or service not known"):
        system.network.hosts.resolve("printer", AF_INET)
