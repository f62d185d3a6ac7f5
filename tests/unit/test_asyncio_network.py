"""asyncio's streams, servers and datagrams over the kernel, in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.unit.conftest import Run
from tests.unit.fake_host import START, FakeHost

SECOND = 10**9
LOCAL = "127.0.0.1"
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(10_000):
        writer.write(data)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def ask(address: Any, data: bytes) -> bytes:
    """What an `echo` server answers."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(data)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def with_server(handler: Handler, body: Callable[[Any], Awaitable[Any]]) -> Any:
    server = await asyncio.start_server(handler, LOCAL, 0)
    async with server:
        return await body(server.sockets[0].getsockname())


def test_an_echo(host: FakeHost, run: Run) -> None:
    assert run(with_server(echo, lambda address: ask(address, b"hello"))) == b"hello"
    assert host.nanoseconds == START


def test_fifty_clients_at_once_are_served_in_order(host: FakeHost, run: Run) -> None:
    served: list[int] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(int(await reader.readline()))
        await asyncio.sleep(1)
        writer.write(b"done")
        writer.close()
        await writer.wait_closed()

    async def clients(address: Any) -> list[bytes]:
        return await asyncio.gather(*(ask(address, b"%d\n" % number) for number in range(50)))

    assert run(with_server(handler, clients)) == [b"done"] * 50
    assert served == list(range(50))
    assert host.nanoseconds - START == SECOND


def test_more_clients_than_the_backlog(run: Run) -> None:
    async def clients(address: Any) -> int:
        return len(await asyncio.gather(*(ask(address, b"x") for _ in range(300))))

    assert run(with_server(echo, clients)) == 300


def test_drain_waits_for_a_slow_reader(host: FakeHost, run: Run) -> None:
    size = 1_000_000
    drained: list[float] = []

    async def handler(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(bytes(size))
        await writer.drain()
        drained.append((host.nanoseconds - START) / SECOND)
        writer.close()
        await writer.wait_closed()

    async def slow(address: Any) -> int:
        reader, writer = await asyncio.open_connection(*address)
        await asyncio.sleep(5)
        received = len(await reader.read())
        writer.close()
        await writer.wait_closed()
        return received

    assert run(with_server(handler, slow)) == size
    assert drained == [5]


def test_megabytes_both_ways(run: Run) -> None:
    data = bytes(range(256)) * 8_192
    assert run(with_server(echo, lambda address: ask(address, data))) == data


def test_cancelling_an_accept_loses_no_client(run: Run, kernel_socket: Any) -> None:
    async def main() -> bytes:
        loop = asyncio.get_running_loop()
        with kernel_socket.create_server((LOCAL, 0)) as server, kernel_socket.socket() as client:
            server.setblocking(False)
            client.setblocking(False)
            accepting = asyncio.create_task(loop.sock_accept(server))
            await asyncio.sleep(1)
            accepting.cancel()
            await asyncio.wait([accepting])
            assert accepting.cancelled()
            await loop.sock_connect(client, server.getsockname())
            accepted, _address = await loop.sock_accept(server)
            with accepted:
                await loop.sock_sendall(accepted, b"welcome")
                return await loop.sock_recv(client, 100)

    assert run(main()) == b"welcome"


def test_a_timeout_of_a_read_is_exact(host: FakeHost, run: Run) -> None:
    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async def impatient(address: Any) -> None:
        reader, writer = await asyncio.open_connection(*address)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readline(), 2.5)
        writer.close()
        await writer.wait_closed()

    run(with_server(never, impatient))
    assert host.nanoseconds - START == 2.5 * SECOND


def test_refused(run: Run) -> None:
    with pytest.raises(ConnectionRefusedError, match=r"no server is running here"):
        run(asyncio.open_connection(LOCAL, 8080))


def test_a_server_that_is_cancelled_frees_its_port(run: Run) -> None:
    async def main() -> None:
        for _ in range(2):
            server = await asyncio.start_server(echo, LOCAL, 8080)
            serving = asyncio.create_task(server.serve_forever())
            assert await ask((LOCAL, 8080), b"x") == b"x"
            serving.cancel()
            await asyncio.wait([serving])

    run(main())


def test_datagrams(run: Run) -> None:
    class Echo(asyncio.DatagramProtocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, address: Any) -> None:
            self.transport.sendto(data.upper(), address)

    class Client(asyncio.DatagramProtocol):
        def __init__(self) -> None:
            self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        def datagram_received(self, data: bytes, _address: Any) -> None:
            self.answer.set_result(data)

    async def main() -> bytes:
        loop = asyncio.get_running_loop()
        server, _ = await loop.create_datagram_endpoint(Echo, (LOCAL, 0))
        address = server.get_extra_info("sockname")
        transport, client = await loop.create_datagram_endpoint(Client, remote_addr=address)
        transport.sendto(b"hello")
        answer = await client.answer
        for end in (server, transport):
            end.close()
        await asyncio.sleep(0)
        return answer

    assert run(main()) == b"HELLO"
