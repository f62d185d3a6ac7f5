"""asyncio's protocols, stream and datagram, and the loop's own socket methods."""

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Machine

PROGRAMS: dict[str, Program] = {
    "a protocol's life": (
        """
        import asyncio

        class Logged(asyncio.Protocol):
            def __init__(self, log):
                self.log, self.done = log, asyncio.get_running_loop().create_future()

            def connection_made(self, transport):
                self.transport = transport
                self.log.append("made")

            def data_received(self, data):
                self.log.append(data if len(data) < 100 else "much")

            def eof_received(self):
                self.log.append("eof")

            def pause_writing(self):
                self.log.append("pause")

            def resume_writing(self):
                self.log.append("resume")

            def connection_lost(self, error):
                self.log.append(error)
                self.done.set_result(None)

        class Buffered(asyncio.BufferedProtocol):
            def __init__(self):
                self.buffer, self.got = bytearray(4), b""

            def get_buffer(self, sizehint):
                return self.buffer

            def buffer_updated(self, count):
                self.got += self.buffer[:count]

        async def main():
            loop = asyncio.get_running_loop()
            accepted = asyncio.Queue()

            def factory():
                accepted.put_nowait(protocol := Logged([]))
                return protocol

            server = await loop.create_server(factory, "127.0.0.1", 0)
            address = server.sockets[0].getsockname()
            transport, client = await loop.create_connection(lambda: Logged([]), *address)
            served = await accepted.get()
            transport.set_write_buffer_limits(high=1_000)
            served.transport.pause_reading()
            transport.write(b"hello")
            print(transport.is_reading(), served.transport.is_reading())
            while "pause" not in client.log:
                transport.write(bytes(100_000))
                await asyncio.sleep(0)
            served.transport.resume_reading()
            while "resume" not in client.log:
                await asyncio.sleep(0.001)
            transport.write_eof()
            await served.done
            await client.done
            print(client.log)
            print([*served.log[:1], *served.log[-2:]], "much" in served.log)

            transport, client = await loop.create_connection(lambda: Logged([]), *address)
            served = await accepted.get()
            transport.abort()
            transport.abort()
            await served.done
            print(client.log, served.log)

            transport, buffered = await loop.create_connection(Buffered, *address)
            (await accepted.get()).transport.write(b"more than four")
            while len(buffered.got) < 14:
                await asyncio.sleep(0.001)
            print(buffered.got)
            transport.close()
            server.close()
            await server.wait_closed()

        asyncio.run(main())
        """,
        [
            "True False",
            "['made', 'pause', 'resume', 'eof', None]",
            "['made', 'eof', None] True",
            "['made', None] ['made', 'eof', None]",
            "b'more than four'",
        ],
    ),
    "datagrams": (
        """
        import asyncio

        class Endpoint(asyncio.DatagramProtocol):
            def __init__(self):
                self.received, self.errors = asyncio.Queue(), asyncio.Queue()

            def datagram_received(self, data, address):
                self.received.put_nowait((data, address))

            def error_received(self, error):
                self.errors.put_nowait(type(error).__name__)

        async def main():
            loop = asyncio.get_running_loop()
            bound, server = await loop.create_datagram_endpoint(
                Endpoint, local_addr=("127.0.0.1", 0)
            )
            address = bound.get_extra_info("sockname")
            transport, client = await loop.create_datagram_endpoint(Endpoint, remote_addr=address)
            for data in (b"one", b"two"):
                transport.sendto(data)
            data, sender = await server.received.get()
            print(data, sender == transport.get_extra_info("sockname"))
            bound.sendto(b"answer", sender)
            print((await client.received.get())[0], (await server.received.get())[0])
            bound.close()
            await asyncio.sleep(0.01)
            transport.sendto(b"nobody")
            print(await client.errors.get())
            transport.close()

        asyncio.run(main())
        """,
        ["b'one' True", "b'answer' b'two'", "ConnectionRefusedError"],
    ),
    "the loop's socket methods": (
        """
        import asyncio, socket

        async def main():
            loop = asyncio.get_running_loop()
            listener = socket.create_server(("127.0.0.1", 0))
            listener.setblocking(False)
            waiting = asyncio.create_task(loop.sock_accept(listener))
            await asyncio.sleep(0.01)
            print(waiting.cancel(), await asyncio.gather(waiting, return_exceptions=True))
            client = socket.socket()
            client.setblocking(False)
            await asyncio.gather(loop.sock_connect(client, listener.getsockname()))
            server, peer = await loop.sock_accept(listener)
            print(peer == client.getsockname(), server.gettimeout())

            total = 0
            sending = asyncio.create_task(loop.sock_sendall(client, bytes(10_000_000)))
            while total < 10_000_000:
                total += len(await loop.sock_recv(server, 1_000_000))
            print(total, await sending)
            buffer = bytearray(5)
            receiving = asyncio.create_task(loop.sock_recv_into(client, buffer))
            await asyncio.sleep(0)
            await loop.sock_sendall(server, b"abc")
            print(await receiving, bytes(buffer))

            got = loop.create_future()
            loop.add_reader(server, lambda: got.set_result(server.recv(10)))
            client.send(b"watched")
            print(await got, loop.remove_reader(server), loop.remove_reader(server))
            free = asyncio.Event()
            loop.add_writer(client, free.set)
            await free.wait()
            print(loop.remove_writer(client))
            await loop.sock_sendall(server, b"last")
            server.close()
            print(await loop.sock_recv(client, 10), await loop.sock_recv(client, 10))

            one, other = (socket.socket(type=socket.SOCK_DGRAM) for _ in range(2))
            for each in (one, other):
                each.setblocking(False)
                each.bind(("127.0.0.1", 0))
            await loop.sock_sendto(one, b"datagram", other.getsockname())
            data, sender = await loop.sock_recvfrom(other, 100)
            print(data, sender == one.getsockname())
            blocking = socket.socket()
            loop.set_debug(True)
            try:
                await loop.sock_recv(blocking, 1)
            except ValueError as error:
                print(error)
            for each in (listener, client, one, other, blocking):
                each.close()

        asyncio.run(main())
        """,
        [
            "True [CancelledError('')]",
            "True 0.0",
            "10000000 None",
            r"3 b'abc\x00\x00'",
            "b'watched' True False",
            "True",
            "b'last' b''",
            "b'datagram' True",
            "the socket must be non-blocking",
        ],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_protocols(machine: Machine, name: str) -> None:
    check(machine, PROGRAMS[name])
