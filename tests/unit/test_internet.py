"""The practice internet over the kernel's network, in virtual time."""

import asyncio
import http.client
import json
import ssl
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from asyncarium.kernel.network.constants import AF_INET
from asyncarium.kernel.network.errors import no_such_host
from asyncarium.kernel.system import System
from asyncarium.kernel.tls.context import SSLContext
from asyncarium_internet import attach
from asyncarium_internet.internet import HINT
from tests.unit.conftest import Run, Sockets
from tests.unit.fake_host import START, FakeHost


@dataclass
class Internet:
    """The practice internet of one test, and a browser's worth of ways to ask it.

    Attributes:
        told: what was reported to the page, by the exchange's number; the newest state.
    """

    system: System
    host: FakeHost
    socket: Any
    told: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def elapsed(self) -> float:
        return (self.host.nanoseconds - START) / 1e9

    def attach(self, **settings: Any) -> None:
        def report(text: str) -> None:
            exchange = json.loads(text)
            self.told[exchange["id"]] = exchange

        attach(self.system, settings, lambda: self.elapsed, report)

    def connection(self, host: str) -> http.client.HTTPConnection:
        """A blocking client, with no loop anywhere."""
        connection = http.client.HTTPConnection(host, timeout=None)
        connection._create_connection = self.socket.create_connection  # type: ignore[attr-defined]
        return connection

    def get(self, host: str, path: str, **headers: str) -> tuple[int, Any, bytes]:
        connection = self.connection(host)
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def get_json(self, path: str, host: str = "api.example.com") -> Any:
        return json.loads(self.get(host, path)[2])


@pytest.fixture
def internet(system: System, host: FakeHost, kernel_socket: types.ModuleType) -> Internet:
    return Internet(system, host, kernel_socket)


@pytest.fixture
def quiet(internet: Internet) -> Internet:
    """Without delays."""
    internet.attach(latency="none")
    return internet


def read_all(sock: Any) -> bytes:
    data = bytearray()
    while part := sock.recv(10_000):
        data += part
    return bytes(data)


def say(internet: Internet, text: bytes, host: str = "echo.example.com") -> bytes:
    """What a server answers to these bytes, to the end."""
    with internet.socket.create_connection((host, 80)) as sock:
        sock.sendall(text)
        return read_all(sock)


def test_a_blocking_client_gets_an_answer_where_nothing_else_runs(quiet: Internet) -> None:
    status, headers, body = quiet.get("api.example.com", "/products/3")
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert json.loads(body)["name"] == "Compass"


def test_it_takes_time_to_connect_and_to_be_answered(internet: Internet) -> None:
    internet.attach()
    connection = internet.connection("api.example.com")
    connection.connect()
    assert internet.elapsed == pytest.approx(0.04)
    connection.request("GET", "/products")
    connection.getresponse().read()
    connection.close()
    answered = internet.elapsed
    assert 0.04 + 0.04 + 0.02 <= answered <= 0.04 + 0.04 + 0.08 + 0.001
    (exchange,) = internet.told.values()
    assert exchange == {
        "id": 1,
        "method": "GET",
        "url": "http://api.example.com/products",
        "started": 0.04,
        "status": 200,
        "size": exchange["size"],
        "answered": exchange["answered"],
        "ended": pytest.approx(answered),
        "failure": None,
    }
    assert 0.1 <= exchange["answered"] <= exchange["ended"]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_seed_gives_the_same_times_whatever_the_order(internet: Internet, seed: int) -> None:
    def times(paths: list[str]) -> dict[str, list[float]]:
        internet.attach(seed=seed)
        found: dict[str, list[float]] = {}
        for path in paths:
            began = internet.elapsed
            internet.get("api.example.com", path)
            found.setdefault(path, []).append(round(internet.elapsed - began, 6))
        return found

    first = times(["/products", "/products/1", "/products"])
    assert times(["/products/1", "/products", "/products"]) == first
    assert first["/products"][0] != first["/products"][1]


def test_a_slow_network_has_a_speed(internet: Internet) -> None:
    internet.attach(latency="slow")
    connection = internet.connection("echo.example.com")
    connection.request("POST", "/", body=b"x" * 40_000)
    response = connection.getresponse()
    began = internet.elapsed
    assert len(response.read()) > 40_000
    assert internet.elapsed - began > 0.9
    connection.close()


def test_a_connection_is_used_again(quiet: Internet) -> None:
    connection = quiet.connection("api.example.com")
    connection.connect()
    sock = connection.sock
    for _ in range(3):
        connection.request("GET", "/products")
        assert len(json.loads(connection.getresponse().read())["items"]) == 4
        assert connection.sock is sock
    connection.request("HEAD", "/products")
    response = connection.getresponse()
    assert int(response.headers["Content-Length"]) > 100
    assert response.read() == b""
    connection.request("GET", "/status/204")
    assert connection.getresponse().read() == b""
    connection.request("GET", "/products")
    assert connection.getresponse().status == 200
    connection.close()


def test_requests_may_come_all_at_once_and_in_pieces(quiet: Internet) -> None:
    request = b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
    last = b"POST /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    text = request + last + b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
    together = say(quiet, text)
    with quiet.socket.create_connection(("echo.example.com", 80)) as sock:
        for octet in text:
            sock.sendall(bytes([octet]))
        apart = read_all(sock)
    assert together.count(b"HTTP/1.1 200 OK") == apart.count(b"HTTP/1.1 200 OK") == 2
    assert b'"body": "abcde"' in together
    assert b'"body": "abcde"' in apart


def test_a_client_that_sends_no_more_still_reads(quiet: Internet) -> None:
    with quiet.socket.create_connection(("echo.example.com", 80)) as sock:
        sock.sendall(b"GET / HTTP/1.0\r\n\r\n")
        sock.shutdown(quiet.socket.SHUT_WR)
        assert b'"method": "GET"' in read_all(sock)


def test_a_client_that_asks_first_is_told_to_go_on(quiet: Internet) -> None:
    with quiet.socket.create_connection(("echo.example.com", 80)) as sock:
        sock.sendall(
            b"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
            b"Content-Length: 2\r\nConnection: close\r\n\r\n"
        )
        assert sock.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"hi")
        assert b'"body": "hi"' in read_all(sock)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"hello\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505),
        (b"GET products HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: h\r\nno header\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000, 431),
    ],
)
def test_what_is_no_request_is_refused(quiet: Internet, text: bytes, status: int) -> None:
    try:
        assert say(quiet, text).startswith(b"HTTP/1.1 %d " % status)
    except ConnectionResetError:
        # It did not read all of it.
        assert len(text) > 100_000
    # The next one is served.
    assert quiet.get("echo.example.com", "/")[0] == 200


def test_an_answer_that_the_program_does_not_read_waits(quiet: Internet) -> None:
    body = b"x" * 1_000_000
    with quiet.socket.create_connection(("echo.example.com", 80)) as sock:
        sock.sendall(
            b"POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
            % len(body)
            + body
        )
        answer = read_all(sock)
    assert answer.endswith(b"x" * 1000 + b'"}')
    assert len(answer) > len(body)
    assert quiet.told[1]["size"] == len(answer.partition(b"\r\n\r\n")[2])


def test_bytes_are_echoed(quiet: Internet) -> None:
    with quiet.socket.create_connection(("echo.example.com", 7)) as sock:
        for _ in range(3):
            sock.sendall(b"hello")
            assert sock.recv(100) == b"hello"
        sock.shutdown(quiet.socket.SHUT_WR)
        assert sock.recv(100) == b""


def test_a_program_may_serve_in_its_place(quiet: Internet, ours: Sockets) -> None:
    everywhere, there = ours.tcp(), ours.tcp()
    everywhere.bind(("0.0.0.0", 80))
    everywhere.listen()
    assert quiet.get("example.com", "/")[0] == 200
    everywhere.close()
    there.bind(("example.com", 80))
    there.listen()
    client = ours.tcp()
    client.connect(("example.com", 80))
    accepted = ours.keep(there.accept()[0])
    accepted.sendall(b"mine")
    assert client.recv(10) == b"mine"


def test_who_gives_up_connecting_is_forgotten(internet: Internet, ours: Sockets) -> None:
    internet.attach(latency="slow")
    client = ours.tcp()
    client.settimeout(0.1)
    with pytest.raises(TimeoutError):
        client.connect(("example.com", 80))
    client.close()
    assert internet.get("example.com", "/")[0] == 200
    assert len(internet.told) == 1


def test_other_names_are_refused_with_those_that_there_are(quiet: Internet) -> None:
    with pytest.raises(OSError, match="Name or service not known") as caught:
        quiet.get("www.python.org", "/")
    names = quiet.system.network.hosts.names()
    assert str(caught.value) == f"{no_such_host('www.python.org', names)}. {HINT}"
    for name in ("example.com", "api.example.com", "echo.example.com", "ai.example.com"):
        assert name in str(caught.value)


def test_another_port_is_refused(quiet: Internet) -> None:
    with pytest.raises(ConnectionRefusedError, match=r"nothing listens on example\.com:8080"):
        quiet.socket.create_connection(("example.com", 8080))


# What goes wrong:


def test_the_flaky_one_fails_in_its_two_ways(quiet: Internet) -> None:
    seen = []
    for _ in range(20):
        try:
            seen.append(quiet.get("api.example.com", "/flaky")[0])
        except ConnectionResetError:
            seen.append(0)
    assert {200, 503, 0} == set(seen)
    assert [(told["status"] or 0) for told in quiet.told.values()] == seen
    failures = {told["status"]: told["failure"] for told in quiet.told.values()}
    assert failures == {200: None, 503: None, None: "the connection was reset"}


def test_failures_can_be_asked_for_and_spare_the_list_of_requests(internet: Internet) -> None:
    internet.attach(latency="none", failures="many", seed=3)
    seen = []
    for _ in range(60):
        try:
            seen.append(internet.get("example.com", "/")[0])
        except ConnectionResetError:
            seen.append(0)
        assert internet.get("api.example.com", "/requests")[0] == 200
    assert {200, 503, 0} == set(seen)
    assert seen.count(200) > 30


def test_too_many_a_second_are_told_to_wait(quiet: Internet) -> None:
    def ask() -> int:
        status, headers, _body = quiet.get("api.example.com", "/limited")
        assert headers["Retry-After"] == ("1" if status == 429 else None)
        return status

    assert [ask() for _ in range(4)] == [200, 200, 429, 429]
    quiet.host.advance(500_000_000)
    assert [ask() for _ in range(2)] == [200, 429]
    quiet.host.advance(60 * 10**9)
    assert [ask() for _ in range(3)] == [200, 200, 429]


def test_a_slow_answer_given_up(internet: Internet) -> None:
    internet.attach(latency="none")
    connection = http.client.HTTPConnection("api.example.com", timeout=2)
    connection._create_connection = internet.socket.create_connection  # type: ignore[attr-defined]
    connection.request("GET", "/slow?seconds=5")
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()
    assert internet.elapsed == 2
    assert internet.get_json("/slow?seconds=3") == {"waited": 3.0}
    assert internet.elapsed == 5
    assert internet.told[1]["failure"] == "the program closed the connection"
    assert (internet.told[1]["status"], internet.told[1]["ended"]) == (None, 2)


def test_the_requests_as_the_servers_saw_them(quiet: Internet) -> None:
    quiet.get("example.com", "/blog?page=2")
    quiet.host.advance(10**9)
    quiet.get("example.com", "/blog/the-lost-draft")
    assert quiet.get_json("/requests") == [
        {"method": "GET", "url": "http://example.com/blog?page=2", "time": 0, "status": 200},
        {
            "method": "GET",
            "url": "http://example.com/blog/the-lost-draft",
            "time": 1,
            "status": 404,
        },
    ]


# With a loop, and TLS:


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def connect(internet: Internet, host: str, port: int, **tls: Any) -> Streams:
    """To the host's address: asyncio looks up a name in a thread of its own."""
    address = internet.system.network.hosts.resolve(host, AF_INET)
    return await asyncio.open_connection(address, port, **tls)


async def fetch(internet: Internet, url: str) -> bytes:
    host, _, path = url.partition("/")
    context = SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    reader, writer = await connect(internet, host, 443, ssl=context, server_hostname=host)
    writer.write(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


def test_https(internet: Internet, run: Run) -> None:
    internet.attach()
    answer = run(fetch(internet, "api.example.com/products"))
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert internet.told[1]["url"] == "https://api.example.com/products"
    # A round trip to connect, one for TLS, one to be answered.
    assert internet.told[1]["started"] == pytest.approx(0.08)


def test_no_task_of_the_program_s_belongs_to_it(quiet: Internet, run: Run) -> None:
    async def main() -> None:
        assert b" 200 OK" in await fetch(quiet, "example.com/")
        assert len(asyncio.all_tasks()) == 1

    run(main())


def test_many_at_once_take_no_longer_than_the_slowest(internet: Internet, run: Run) -> None:
    internet.attach()

    async def main() -> list[bytes]:
        return await asyncio.gather(
            *(fetch(internet, f"api.example.com/products/{n}") for n in range(1, 13))
        )

    answers = run(main())
    assert all(b" 200 OK" in answer for answer in answers)
    assert internet.elapsed < 0.21
    ends = [internet.told[n]["ended"] for n in range(1, 13)]
    assert ends != sorted(ends), "they come in another order than they were asked for"


def test_words_come_one_by_one(quiet: Internet, run: Run) -> None:
    async def main() -> tuple[list[str], list[float]]:
        reader, writer = await connect(quiet, "ai.example.com", 80)
        body = json.dumps({"stream": True, "messages": [{"role": "user", "content": "Hi"}]})
        writer.write(
            b"POST /v1/chat/completions HTTP/1.0\r\n"
            + f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        words, times = [], []
        await reader.readuntil(b"\r\n\r\n")
        while (line := (await reader.readline()).decode()) != "data: [DONE]\n":
            if line.strip():
                delta = json.loads(line.removeprefix("data: "))["choices"][0]["delta"]
                words.append(delta.get("content", ""))
                times.append(round(quiet.elapsed, 3))
        assert await reader.read() == b"\n"
        writer.close()
        return words, times

    words, times = run(main())
    assert "".join(words).startswith('You said "Hi". I am a small model')
    assert times[:3] == [0.25, 0.3, 0.35]


def test_a_stream_given_up_is_told_as_such(quiet: Internet, run: Run) -> None:
    async def main() -> None:
        reader, writer = await connect(quiet, "ai.example.com", 80)
        writer.write(b"GET /v1/stream?prompt=x HTTP/1.1\r\nHost: h\r\n\r\n")
        await reader.readuntil(b'"token"')
        writer.close()
        await asyncio.sleep(1)

    run(main())
    assert quiet.told[1]["failure"] == "the program closed the connection"
    assert quiet.told[1]["status"] == 200
    assert quiet.elapsed < 1.5


def test_who_speaks_no_tls_is_hung_up_on(quiet: Internet, run: Run) -> None:
    async def main(text: bytes) -> bytes:
        reader, writer = await connect(quiet, "example.com", 443)
        writer.write(text)
        answer = await reader.read()
        writer.close()
        return answer

    answers: Callable[[bytes], bytes] = lambda text: run(main(text))  # noqa: E731
    assert answers(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n") == b""
    assert answers(b"\x16\x03\x03\x00\x05[1,2]")[:1] == b"\x15"
    assert b" 200 OK" in run(fetch(quiet, "example.com/"))


def test_who_waits_for_nothing_is_still_stuck(quiet: Internet, run: Run) -> None:
    async def main() -> None:
        reader, writer = await connect(quiet, "example.com", 80)
        try:
            await reader.read()
        finally:
            writer.close()

    with pytest.raises(RuntimeError, match="every task is waiting"):
        run(main())
