"""asyncio's streams and servers, and what the loop does about names and files."""

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Machine

PROGRAMS: dict[str, Program] = {
    "streams": (
        """
        import asyncio

        async def serve(reader, writer):
            lines = [line async for line in reader]
            writer.writelines([b"%d lines, " % len(lines), b"then the end"])
            await writer.drain()
            writer.close()
            await writer.wait_closed()
            print("server:", lines[-1], writer.is_closing())

        async def main():
            server = await asyncio.start_server(serve, "127.0.0.1", 0)
            address = server.sockets[0].getsockname()
            reader, writer = await asyncio.open_connection(*address)
            print(server.is_serving(), writer.get_extra_info("peername") == address)
            writer.write(b"one\\ntwo\\nno newline")
            print(writer.can_write_eof(), writer.write_eof())
            print(await reader.readuntil(b","), await reader.readexactly(6), await reader.read())
            print(reader.at_eof(), await reader.read(), await reader.readline())
            writer.close()
            await writer.wait_closed()
            server.close()
            await server.wait_closed()
            print(server.is_serving(), server.sockets)
            try:
                await asyncio.open_connection(*address)
            except OSError as error:
                print(type(error).__name__)

        asyncio.run(main())
        """,
        [
            "True True",
            "True None",
            "server: b'no newline' True",
            "b'3 lines,' b' then ' b'the end'",
            "True b'' b''",
            "False ()",
            "ConnectionRefusedError",
        ],
    ),
    "reading too much or too little": (
        """
        import asyncio

        async def serve(reader, writer):
            writer.write(b"x" * 100 + b"\\nshort")
            writer.close()

        async def main():
            async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
                reader, writer = await asyncio.open_connection(
                    *server.sockets[0].getsockname(), limit=50
                )
                try:
                    await reader.readuntil(b"\\n")
                except asyncio.LimitOverrunError as error:
                    print(error)
                print(len(await reader.readexactly(101)))
                try:
                    await reader.readexactly(10)
                except asyncio.IncompleteReadError as error:
                    print(error.partial, error.expected)
                writer.close()
                late, other = await asyncio.open_connection(*server.sockets[0].getsockname())
                try:
                    async with asyncio.timeout(0.02):
                        await late.readexactly(1_000)
                except (TimeoutError, asyncio.IncompleteReadError) as error:
                    print(type(error).__name__)
                other.transport.abort()
                try:
                    other.write(b"x")
                    await other.wait_closed()
                    print("closed")
                    await other.drain()
                except ConnectionError as error:
                    print(type(error).__name__, error)

        asyncio.run(main())
        """,
        [
            "Separator is found, but chunk is longer than limit",
            "101",
            "b'short' 10",
            "IncompleteReadError",
            "closed",
            "ConnectionResetError Connection lost",
        ],
    ),
    "drain waits until there is room": (
        """
        import asyncio
        CHUNK, CHUNKS = bytes(100_000), 200

        async def main():
            go, total = asyncio.Event(), asyncio.get_running_loop().create_future()

            async def serve(reader, writer):
                await go.wait()
                total.set_result(len(await reader.read()))
                writer.close()

            server = await asyncio.start_server(serve, "127.0.0.1", 0)
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            progress = []

            async def send():
                for n in range(CHUNKS):
                    writer.write(CHUNK)
                    await writer.drain()
                    progress.append(n)
                writer.close()

            sender = asyncio.create_task(send())
            await asyncio.sleep(0.1)
            before = len(progress)
            await asyncio.sleep(0.1)
            print(0 < before == len(progress) < CHUNKS, sender.done())
            print(writer.transport.get_write_buffer_size() > 0)
            go.set()
            print(await total, len(progress), writer.transport.get_write_buffer_limits())
            server.close()

        asyncio.run(main())
        """,
        ["True False", "True", "20000000 200 (16384, 65536)"],
    ),
    "failures": (
        """
        import asyncio, socket

        async def attempt_async(awaitable):
            try:
                return await awaitable
            except OSError as error:
                return type(error).__name__

        async def main():
            loop = asyncio.get_running_loop()
            full = socket.create_server(("127.0.0.1", 0), backlog=0)
            address = full.getsockname()
            print(await attempt_async(asyncio.start_server(print, *address)))
            first = socket.create_connection(address)
            connecting = asyncio.open_connection(*address)
            print(await attempt_async(asyncio.wait_for(connecting, 0.02)))
            full.accept()[0].close()
            reader, writer = await asyncio.open_connection(*address)
            print(await attempt_async(asyncio.wait_for(reader.read(), 0.02)))
            full.close()
            print(await attempt_async(reader.read()))
            print(await attempt_async(asyncio.open_connection(*address)))
            writer.close()
            first.close()

        asyncio.run(main())
        """,
        [
            "OSError",
            "TimeoutError",
            "TimeoutError",
            "ConnectionResetError",
            "ConnectionRefusedError",
        ],
    ),
}

EXECUTOR_PROGRAMS: dict[str, Program] = {
    "names": (
        """
        import asyncio, socket

        async def attempt_async(awaitable):
            try:
                return await awaitable
            except OSError as error:
                return type(error).__name__

        async def main():
            loop = asyncio.get_running_loop()
            print(await attempt_async(asyncio.open_connection("nobody.invalid", 80)))
            print(await attempt_async(asyncio.start_server(print, "nobody.invalid", 80)))
            print((await loop.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM))[0][4])
            print(await loop.getnameinfo(("127.0.0.1", 65_000), socket.NI_NUMERICHOST))
            async with await asyncio.start_server(lambda *_: None, "localhost", 0) as server:
                port = server.sockets[0].getsockname()[1]
                reader, writer = await asyncio.open_connection(
                    "localhost", port, happy_eyeballs_delay=0.1
                )
                print(writer.get_extra_info("peername")[1] == port)
                writer.close()

        asyncio.run(main())
        """,
        ["gaierror", "gaierror", "('127.0.0.1', 80)", "('127.0.0.1', '65000')", "True"],
    ),
    "files": (
        """
        import asyncio, socket

        async def main():
            loop = asyncio.get_running_loop()
            client, server = socket.socketpair()
            client.setblocking(False)
            with open("data.txt", "rb") as file:
                print(await loop.sock_sendfile(client, file, 2, 5), server.recv(100))
                transport, _ = await loop.create_connection(asyncio.Protocol, sock=client)
                print(await loop.sendfile(transport, file, 5), server.recv(100), file.tell())
            transport.close()
            server.close()

        asyncio.run(main())
        """,
        ["5 b'23456'", "5 b'56789' 10"],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_streams(machine: Machine, name: str) -> None:
    check(machine, PROGRAMS[name])


@pytest.mark.parametrize("name", EXECUTOR_PROGRAMS)
def test_with_an_executor(machine: Machine, name: str) -> None:
    check(machine, EXECUTOR_PROGRAMS[name], files={"data.txt": "0123456789"})
