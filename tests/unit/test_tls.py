"""Simulated TLS: what OpenSSL and CPython's ssl would do, asked of the simulation.

The expected errors are those of CPython 3.11 with OpenSSL 3.0, seen there.
"""

import asyncio
import http.client
import http.server
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from asyncarium.kernel.tls.context import SSLContext
from asyncarium.kernel.tls.sslobject import ISSUER, SSLObject
from asyncarium.kernel.tls.sslsocket import SSLSocket


def client_context() -> SSLContext:
    return SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def server_context() -> SSLContext:
    return SSLContext(ssl.PROTOCOL_TLS_SERVER)


class Pair:
    """A client and a server over two MemoryBIOs."""

    def __init__(
        self, client: SSLContext | None = None, server: SSLContext | None = None, name: str = "here"
    ) -> None:
        self.to_client, self.to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.client = (client or client_context()).wrap_bio(
            self.to_client, self.to_server, server_hostname=name
        )
        self.server = (server or server_context()).wrap_bio(
            self.to_server, self.to_client, server_side=True
        )

    def shake_hands(self) -> "Pair":
        for side in (self.client, self.server):
            with pytest.raises(ssl.SSLWantReadError):
                side.do_handshake()
        self.client.do_handshake()
        self.server.do_handshake()
        return self


def reason(call: Callable[[], object]) -> str | None:
    """Why OpenSSL would refuse ``call``."""
    with pytest.raises(ssl.SSLError) as caught:
        call()
    error = caught.value
    assert error.library == "SSL"
    assert str(error).startswith(f"[SSL: {error.reason}] ")
    assert str(error).endswith(" (_ssl.c:1000)")
    return error.reason


# The state machine.


def test_a_handshake_takes_a_flight_each_way_and_one_more() -> None:
    pair = Pair()
    assert pair.client.version() is None
    assert pair.client.cipher() is None
    with pytest.raises(ValueError, match=r"^handshake not done yet$"):
        pair.client.getpeercert()
    pair.shake_hands()
    assert pair.client.version() == pair.server.version() == "TLSv1.3"
    assert "SIMULATED" in pair.client.cipher()[0]  # type: ignore[index]
    assert pair.server.shared_ciphers() == [pair.client.cipher()]
    assert pair.client.shared_ciphers() is None


def test_reads_and_writes_begin_with_the_handshake() -> None:
    pair = Pair()
    for side in (pair.client, pair.server):
        with pytest.raises(ssl.SSLWantReadError):
            side.read()
    assert pair.client.write(b"hello") == 5
    assert pair.server.read() == b"hello"


def test_the_wire_can_be_read_with_the_eye() -> None:
    pair = Pair().shake_hands()
    pair.client.write(b"hello")
    assert pair.to_server.read() == b"\x17\x03\x03\x00\x05hello"


def test_a_server_of_plain_lines_gets_a_line() -> None:
    pair = Pair()
    with pytest.raises(ssl.SSLWantReadError):
        pair.client.do_handshake()
    assert pair.to_server.read().endswith(b"\n")


def test_data_comes_in_records() -> None:
    pair = Pair().shake_hands()
    assert pair.client.write(bytes(40_000)) == 40_000
    assert len(pair.server.read(1 << 18)) == 16_384
    assert len(pair.server.read(10)) == 10
    assert pair.server.pending() == 16_374
    buffer = bytearray(1 << 18)
    assert pair.server.read(0, buffer) == 16_374
    assert pair.server.read(5, buffer) == 5
    assert pair.server.read(0) == b""
    assert len(pair.server.read(1 << 18)) == 40_000 - 2 * 16_384 - 5
    with pytest.raises(ssl.SSLWantReadError):
        pair.server.read()


def test_reads_and_writes_refuse_what_cpython_refuses() -> None:
    pair = Pair().shake_hands()
    with pytest.raises(ValueError, match=r"^size should not be negative$"):
        pair.client.read(-1)
    with pytest.raises(TypeError, match="a bytes-like object is required, not 'str'"):
        pair.client.write("text")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="must be read-write"):
        pair.client.read(1, b"x")


def test_closing_needs_both_sides() -> None:
    pair = Pair().shake_hands()
    with pytest.raises(ssl.SSLWantReadError):
        pair.client.unwrap()
    assert pair.server.read() == b""
    assert pair.server.write(b"") == 0
    pair.server.unwrap()
    pair.client.unwrap()
    with pytest.raises(ssl.SSLZeroReturnError):
        pair.server.read()
    assert reason(lambda: pair.server.write(b"late")) == "PROTOCOL_IS_SHUTDOWN"


def test_what_follows_the_end_of_tls_stays_on_the_wire() -> None:
    pair = Pair().shake_hands()
    with pytest.raises(ssl.SSLWantReadError):
        pair.client.unwrap()
    pair.to_server.write(b"plain")
    pair.server.unwrap()
    assert pair.to_server.read() == b"plain"


def test_data_after_the_own_close_is_an_error() -> None:
    pair = Pair().shake_hands()
    pair.client.write(b"unread")
    assert reason(pair.server.unwrap) == "APPLICATION_DATA_AFTER_CLOSE_NOTIFY"
    assert reason(pair.server.unwrap) == "SHUTDOWN_WHILE_IN_INIT"
    assert reason(Pair().client.unwrap) == "SHUTDOWN_WHILE_IN_INIT"


def test_an_end_without_close_is_ragged() -> None:
    shaken, fresh = Pair().shake_hands(), Pair()
    for pair, call in ((shaken, shaken.client.read), (fresh, fresh.client.do_handshake)):
        pair.to_client.write_eof()
        with pytest.raises(
            ssl.SSLEOFError, match="EOF occurred in violation of protocol"
        ) as caught:
            call()
        assert caught.value.args[0] == ssl.SSL_ERROR_EOF
        assert caught.value.reason == "UNEXPECTED_EOF_WHILE_READING"


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        (b"GET / HTTP/1.1\r\n", "HTTP_REQUEST"),
        (b"POST /", "HTTP_REQUEST"),
        (b"CONNECT x", "HTTPS_PROXY_REQUEST"),
        (b"HTTP/1.0 400 Bad", "WRONG_VERSION_NUMBER"),
        (b"hello world", "WRONG_VERSION_NUMBER"),
        (b"\x16\x03\x01\x00\x05hello", "UNEXPECTED_MESSAGE"),
        (b"\x17\x03\x03\x00\x05hello", "UNEXPECTED_MESSAGE"),
    ],
)
def test_a_peer_without_tls_is_noticed(plain: bytes, expected: str) -> None:
    pair = Pair()
    for wire, side in ((pair.to_server, pair.server), (pair.to_client, pair.client)):
        wire.read()
        wire.write(plain)
        assert reason(side.do_handshake) == expected


def test_fewer_bytes_than_a_header_tell_nothing() -> None:
    pair = Pair()
    pair.to_server.write(b"GET")
    with pytest.raises(ssl.SSLWantReadError):
        pair.server.do_handshake()


def test_two_clients_do_not_understand_each_other() -> None:
    pair = Pair()
    other = client_context().wrap_bio(pair.to_server, pair.to_client, server_hostname="x")
    with pytest.raises(ssl.SSLWantReadError):
        pair.client.do_handshake()
    assert reason(other.do_handshake) == "UNEXPECTED_MESSAGE"


# What the two sides agree on.


@pytest.mark.parametrize(
    ("offered", "known", "chosen"),
    [
        (["h2", "http/1.1"], ["http/1.1", "h2"], "http/1.1"),
        (["h2"], ["http/1.1"], None),
        ([], ["http/1.1"], None),
        (["h2"], [], None),
    ],
)
def test_alpn_takes_the_servers_favourite(
    offered: list[str], known: list[str], chosen: str | None
) -> None:
    client, server = client_context(), server_context()
    client.set_alpn_protocols(offered)
    server.set_alpn_protocols(known)
    pair = Pair(client, server).shake_hands()
    assert pair.client.selected_alpn_protocol() == chosen
    assert pair.server.selected_alpn_protocol() == chosen


def test_alpn_names_have_a_length() -> None:
    with pytest.raises(ssl.SSLError, match="ALPN protocols must be 1 to 255 in length"):
        client_context().set_alpn_protocols([""])


def test_sni_may_change_the_context() -> None:
    server, other = server_context(), server_context()
    other.set_alpn_protocols(["special"])
    calls: list[tuple[object, object, object]] = []

    def callback(connection: Any, name: Any, context: object) -> None:
        calls.append((connection, name, context))
        connection.context = other

    server.sni_callback = callback
    client = client_context()
    client.set_alpn_protocols(["special"])
    pair = Pair(client, server, name="bücher.example").shake_hands()
    assert calls == [(pair.server, "xn--bcher-kva.example", server)]
    assert pair.server.context is other
    assert pair.client.selected_alpn_protocol() == "special"
    assert pair.server.server_hostname is None


@pytest.mark.parametrize(
    ("verdict", "at_client"),
    [
        (112, "TLSV1_UNRECOGNIZED_NAME"),
        (40, "SSLV3_ALERT_HANDSHAKE_FAILURE"),
        ("nonsense", "TLSV1_ALERT_INTERNAL_ERROR"),
    ],
)
def test_sni_may_refuse(verdict: Any, at_client: str) -> None:
    server = server_context()
    server.sni_callback = lambda *_: verdict
    pair = Pair(server=server)
    with pytest.raises(ssl.SSLWantReadError):
        pair.client.do_handshake()
    assert reason(pair.server.do_handshake) == "CALLBACK_FAILED"
    assert reason(pair.client.do_handshake) == at_client


def test_an_error_in_the_sni_callback_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    server = server_context()
    server.sni_callback = lambda *_: 1 // 0
    pair = Pair(server=server)
    with pytest.raises(ssl.SSLWantReadError):
        pair.client.do_handshake()
    assert reason(pair.server.do_handshake) == "CALLBACK_FAILED"
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_certificate_says_that_it_is_none() -> None:
    pair = Pair(name="example.org").shake_hands()
    certificate = pair.client.getpeercert()
    assert certificate["subject"] == ((("commonName", "example.org"),),)
    assert certificate["issuer"] == ((("commonName", ISSUER),),)
    assert ssl.cert_time_to_seconds(certificate["notAfter"]) > 0
    assert pair.client.getpeercert(binary_form=True) == ISSUER.encode()
    assert pair.server.getpeercert() is pair.server.getpeercert(True) is None


def test_who_verifies_nothing_sees_no_certificate() -> None:
    context = client_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    assert Pair(context).shake_hands().client.getpeercert() == {}


# Contexts.


def test_check_hostname_and_verify_mode_go_together() -> None:
    context = client_context()
    with pytest.raises(ValueError, match=r"^Cannot set verify_mode to CERT_NONE when check_host"):
        context.verify_mode = ssl.CERT_NONE
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.check_hostname = True
    assert context.verify_mode == ssl.CERT_REQUIRED


def test_a_context_is_for_one_side() -> None:
    bios = ssl.MemoryBIO(), ssl.MemoryBIO()
    with pytest.raises(ssl.SSLError, match="Cannot create a server socket with a PROTOCOL_TLS_CL"):
        client_context().wrap_bio(*bios, server_side=True)
    with pytest.raises(ssl.SSLError, match="Cannot create a client socket with a PROTOCOL_TLS_SE"):
        server_context().wrap_bio(*bios)


def test_contexts_take_files_that_do_not_exist() -> None:
    context = server_context()
    context.load_cert_chain("nowhere.pem", "nowhere.key")
    context.load_verify_locations("nowhere.pem")
    with pytest.raises(TypeError, match=r"^certfile should be a valid filesystem path$"):
        context.load_cert_chain(None)
    with pytest.raises(TypeError, match=r"cannot be all omitted$"):
        context.load_verify_locations()


@pytest.mark.parametrize("name", ["", ".example.org"])
def test_host_names_are_checked(name: str) -> None:
    with pytest.raises(ValueError, match=r"^server_hostname cannot be an empty string"):
        Pair(name=name)


def test_objects_have_no_public_constructor() -> None:
    for kind in (SSLObject, SSLSocket):
        with pytest.raises(TypeError, match="does not have a public constructor"):
            kind()


# Sockets. Each has a timeout that only a broken test reaches.


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    here, there = socket.socketpair()
    with closing(here), closing(there):
        here.settimeout(10)
        there.settimeout(10)
        yield here, there


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture
def wrapped(
    ends: tuple[socket.socket, socket.socket], pool: ThreadPoolExecutor
) -> Iterator[tuple[SSLSocket, SSLSocket]]:
    """A client and a server after their handshake."""
    serving = pool.submit(server_context().wrap_socket, ends[1], server_side=True)
    with (
        client_context().wrap_socket(ends[0], server_hostname="here") as client,
        serving.result() as server,
    ):
        yield client, server


def test_sockets_talk(wrapped: tuple[SSLSocket, SSLSocket]) -> None:
    client, server = wrapped
    assert client.version() == "TLSv1.3"
    assert client.server_hostname == "here"
    client.sendall(b"hello")
    assert server.recv(3) == b"hel"
    assert server.pending() == 2
    buffer = bytearray(10)
    assert server.recv_into(buffer) == 2
    with server.makefile("rwb") as file:
        client.sendall(b"a line\nand more")
        assert file.readline() == b"a line\n"
        file.write(b"answer\n")
        file.flush()
    assert client.recv(100) == b"answer\n"


def test_much_data_passes(wrapped: tuple[SSLSocket, SSLSocket], pool: ThreadPoolExecutor) -> None:
    client, server = wrapped
    data = bytes(range(256)) * 8192
    sending = pool.submit(client.sendall, data)
    received = b""
    while len(received) < len(data):
        received += server.recv(1 << 16)
    sending.result()
    assert received == data


def test_a_closed_socket_is_a_ragged_end(wrapped: tuple[SSLSocket, SSLSocket]) -> None:
    client, server = wrapped
    client.close()
    assert server.recv(10) == b""
    server.suppress_ragged_eofs = False
    with pytest.raises(ssl.SSLEOFError):
        server.recv(10)


def test_unwrap_gives_the_plain_socket_back(
    wrapped: tuple[SSLSocket, SSLSocket], pool: ThreadPoolExecutor
) -> None:
    client, server = wrapped
    other = pool.submit(server.unwrap)
    client.unwrap().sendall(b"plain")
    assert other.result().recv(10) == b"plain"
    assert server.version() is None
    with pytest.raises(ValueError, match=r"^No SSL wrapper around "):
        server.unwrap()
    with pytest.raises(ValueError, match=r"^Read on closed or unwrapped SSL socket\.$"):
        server.read()


def test_timeouts_say_what_took_too_long(
    wrapped: tuple[SSLSocket, SSLSocket],
) -> None:
    client, _ = wrapped
    client.settimeout(0.001)
    with pytest.raises(TimeoutError, match=r"^The read operation timed out$"):
        client.recv(1)
    with pytest.raises(TimeoutError, match=r"^The write operation timed out$"):
        client.sendall(bytes(1 << 24))


def test_a_handshake_can_take_too_long(ends: tuple[socket.socket, socket.socket]) -> None:
    ends[0].settimeout(0.001)
    with pytest.raises(TimeoutError, match=r"^_ssl\.c:\d+: The handshake operation timed out$"):
        client_context().wrap_socket(ends[0], server_hostname="here")


def test_sockets_that_do_not_block(ends: tuple[socket.socket, socket.socket]) -> None:
    for end in ends:
        end.setblocking(False)
    with pytest.raises(ValueError, match=r"^do_handshake_on_connect should not be specified"):
        client_context().wrap_socket(ends[0].dup(), server_hostname="here")
    client = client_context().wrap_socket(
        ends[0], server_hostname="here", do_handshake_on_connect=False
    )
    server = server_context().wrap_socket(ends[1], server_side=True, do_handshake_on_connect=False)
    with client, server:
        for side in (client, server):
            with pytest.raises(ssl.SSLWantReadError):
                side.do_handshake()
        client.do_handshake()
        server.do_handshake()
        with pytest.raises(ssl.SSLWantReadError):
            client.recv(1)
        data = bytes(range(256)) * 16384
        sent, received = 0, b""
        while len(received) < len(data):
            try:
                while sent < len(data):
                    sent += client.send(data[sent:])
            except ssl.SSLWantWriteError:
                pass
            try:
                while True:
                    received += server.recv(1 << 16)
            except ssl.SSLWantReadError:
                pass
        assert received == data


def test_a_server_notices_a_plain_client(ends: tuple[socket.socket, socket.socket]) -> None:
    ends[0].sendall(b"GET / HTTP/1.1\r\n\r\n")
    context = server_context()
    assert reason(lambda: context.wrap_socket(ends[1], server_side=True)) == "HTTP_REQUEST"


def test_wrap_socket_refuses_what_cpython_refuses(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    with pytest.raises(ValueError, match=r"^check_hostname requires server_hostname$"):
        client_context().wrap_socket(ends[0])
    with pytest.raises(ValueError, match=r"^server_hostname can only be specified in client mode$"):
        server_context().wrap_socket(ends[0], server_side=True, server_hostname="x")
    with (
        socket.socket(type=socket.SOCK_DGRAM) as datagrams,
        pytest.raises(NotImplementedError, match=r"^only stream sockets are supported$"),
    ):
        client_context().wrap_socket(datagrams, server_hostname="x")


# The standard library on top of it.


def test_http_client_and_server() -> None:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = server_context().wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.001,))
        thread.start()
        try:
            connection = http.client.HTTPSConnection(
                "localhost", server.server_port, context=client_context(), timeout=10
            )
            with closing(connection):
                connection.request("GET", "/")
                assert connection.getresponse().read() == b"hello"
        finally:
            server.shutdown()
            thread.join()


async def tls_streams(
    ends: tuple[socket.socket, socket.socket],
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, asyncio.StreamReader, asyncio.StreamWriter]:
    """A client's and a server's streams, by asyncio's own sslproto."""
    loop = asyncio.get_running_loop()
    accepted: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
    accepted = loop.create_future()

    def protocol() -> asyncio.StreamReaderProtocol:
        return asyncio.StreamReaderProtocol(
            asyncio.StreamReader(), lambda *streams: accepted.set_result(streams)
        )

    (reader, writer), _ = await asyncio.gather(
        asyncio.open_connection(sock=ends[0], ssl=client_context(), server_hostname="here"),
        loop.connect_accepted_socket(protocol, ends[1], ssl=server_context()),
    )
    return reader, writer, *await accepted


def test_asyncio_streams(ends: tuple[socket.socket, socket.socket]) -> None:
    async def main() -> None:
        reader, writer, peer_reader, peer_writer = await tls_streams(ends)
        assert writer.get_extra_info("peercert")["issuer"] == ((("commonName", ISSUER),),)
        data = bytes(1 << 20)
        writer.write(data)
        assert await peer_reader.readexactly(len(data)) == data
        peer_writer.write(b"bye")
        peer_writer.close()
        assert await reader.read() == b"bye"
        writer.close()
        await asyncio.gather(writer.wait_closed(), peer_writer.wait_closed())

    asyncio.run(main())


def test_asyncio_start_tls(ends: tuple[socket.socket, socket.socket]) -> None:
    async def main() -> None:
        sides = [await asyncio.open_connection(sock=end) for end in ends]
        (reader, writer), (peer_reader, peer_writer) = sides
        loop = asyncio.get_running_loop()
        transport, _ = await asyncio.gather(
            loop.start_tls(
                peer_writer.transport,
                peer_writer.transport.get_protocol(),
                server_context(),
                server_side=True,
            ),
            writer.start_tls(client_context(), server_hostname="here"),
        )
        assert transport is not None
        transport.write(b"secret, as it were\n")
        assert await reader.readline() == b"secret, as it were\n"
        writer.write(b"likewise\n")
        assert await peer_reader.readline() == b"likewise\n"
        transport.close()
        writer.close()
        await writer.wait_closed()

    asyncio.run(main())


def test_asyncio_limits_the_handshake(ends: tuple[socket.socket, socket.socket]) -> None:
    async def main() -> None:
        with pytest.raises(ConnectionAbortedError, match="SSL handshake is taking longer than"):
            await asyncio.open_connection(
                sock=ends[0],
                ssl=client_context(),
                server_hostname="here",
                ssl_handshake_timeout=0.001,
            )

    asyncio.run(main())


def test_asyncio_reports_a_plain_server(ends: tuple[socket.socket, socket.socket]) -> None:
    async def main() -> str | None:
        ends[1].sendall(b"220 mail.example.org ready\r\n")
        with pytest.raises(ssl.SSLError) as caught:
            await asyncio.open_connection(
                sock=ends[0], ssl=client_context(), server_hostname="here"
            )
        return caught.value.reason

    assert asyncio.run(main()) == "WRONG_VERSION_NUMBER"
