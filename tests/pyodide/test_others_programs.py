"""Programs as others write them, over the standard library: the same transcript everywhere."""

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Machine

PROGRAMS: dict[str, Program] = {
    "a chat server with ten clients": (
        """
        import asyncio

        class Chat(asyncio.Protocol):
            members = {}

            def connection_made(self, transport):
                self.transport, self.buffer, self.name = transport, b"", None

            def data_received(self, data):
                self.buffer += data
                *lines, self.buffer = self.buffer.split(b"\\n")
                for line in lines:
                    self.line_received(line.decode())

            def line_received(self, line):
                if self.name is None:
                    self.name = line
                    self.members[line] = self
                    self.tell_all(f"* {line} joined")
                else:
                    self.tell_all(f"{self.name}: {line}")

            def tell_all(self, text):
                for member in self.members.values():
                    member.transport.write(text.encode() + b"\\n")

            def connection_lost(self, error):
                del self.members[self.name]
                self.tell_all(f"* {self.name} left")

        class Client(asyncio.Protocol):
            def __init__(self, name):
                self.name, self.lines, self.buffer = name, asyncio.Queue(), b""

            def connection_made(self, transport):
                self.transport = transport
                self.say(self.name)

            def data_received(self, data):
                self.buffer += data
                *lines, self.buffer = self.buffer.split(b"\\n")
                for line in lines:
                    self.lines.put_nowait(line.decode())

            def say(self, text):
                self.transport.write(f"{text}\\n".encode())

        async def main():
            loop = asyncio.get_running_loop()
            server = await loop.create_server(Chat, "127.0.0.1", 0)
            address = server.sockets[0].getsockname()
            clients = []
            for n in range(10):
                _, client = await loop.create_connection(lambda n=n: Client(f"c{n}"), *address)
                clients.append(client)
                for member in clients:
                    assert await member.lines.get() == f"* c{n} joined"
            for client in clients:
                client.say(f"hello from {client.name}")
            heard = [sorted([await c.lines.get() for _ in range(10)]) for c in clients]
            print(heard[0][0], "...", heard[0][-1], all(lines == heard[0] for lines in heard))
            while clients:
                clients.pop(0).transport.close()
                print({await client.lines.get() for client in clients})
            await asyncio.sleep(0.01)
            print(Chat.members)
            server.close()
            await server.wait_closed()

        asyncio.run(main())
        """,
        [
            "c0: hello from c0 ... c9: hello from c9 True",
            *(f"{{'* c{n} left'}}" for n in range(9)),
            "set()",
            "{}",
        ],
    ),
    "producers and consumers over streams": (
        """
        import asyncio, json

        async def main():
            jobs, results = asyncio.Queue(maxsize=3), []

            async def accept(reader, writer):
                while line := await reader.readline():
                    number = json.loads(line)["number"]
                    await asyncio.sleep(0.001 * (number % 3))
                    answer = json.dumps({"number": number, "square": number**2})
                    writer.write(answer.encode() + b"\\n")
                    await writer.drain()
                writer.close()

            async def consume(name, address):
                reader, writer = await asyncio.open_connection(*address)
                while (number := await jobs.get()) is not None:
                    writer.write(json.dumps({"number": number}).encode() + b"\\n")
                    results.append((json.loads(await reader.readline())["square"], name))
                    jobs.task_done()
                writer.close()
                await writer.wait_closed()

            async with await asyncio.start_server(accept, "127.0.0.1", 0) as server:
                address = server.sockets[0].getsockname()
                async with asyncio.TaskGroup() as group:
                    for name in "ab":
                        group.create_task(consume(name, address))
                    for number in range(20):
                        await jobs.put(number)
                    await jobs.join()
                    for _ in "ab":
                        await jobs.put(None)
            squares, names = zip(*results)
            print(sorted(squares)[-3:], sorted(set(names)))

        asyncio.run(main())
        """,
        ["[289, 324, 361] ['a', 'b']"],
    ),
    "an echo server on selectors": (
        """
        import selectors, socket, types

        selector = selectors.DefaultSelector()
        messages = [b"Message 1 from client.", b"Message 2 from client."]

        def accept(listener):
            connection, address = listener.accept()
            connection.setblocking(False)
            data = types.SimpleNamespace(kind="server", outgoing=b"")
            selector.register(connection, selectors.EVENT_READ | selectors.EVENT_WRITE, data)

        def connect(number, address):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(address)
            data = types.SimpleNamespace(
                kind="client", number=number, outgoing=b"".join(messages), got=b"",
                expected=sum(map(len, messages)),
            )
            selector.register(client, selectors.EVENT_READ | selectors.EVENT_WRITE, data)

        def close(connection):
            selector.unregister(connection)
            connection.close()

        def serve(key, events):
            connection, data = key.fileobj, key.data
            if events & selectors.EVENT_READ:
                received = connection.recv(7)
                if not received:
                    return close(connection)
                if data.kind == "server":
                    data.outgoing += received
                else:
                    data.got += received
                    if len(data.got) == data.expected:
                        done[data.number] = data.got == b"".join(messages)
                        return close(connection)
            if events & selectors.EVENT_WRITE and data.outgoing:
                data.outgoing = data.outgoing[connection.send(data.outgoing):]

        listener = socket.create_server(("127.0.0.1", 0))
        listener.setblocking(False)
        selector.register(listener, selectors.EVENT_READ)
        done = {}
        for number in range(5):
            connect(number, listener.getsockname())
        while len(selector.get_map()) > 1 or len(done) < 5:
            for key, events in selector.select(timeout=5):
                if key.data is None:
                    accept(key.fileobj)
                else:
                    serve(key, events)
        print(sorted(done.items()))
        listener.close()
        selector.close()
        """,
        ["[(0, True), (1, True), (2, True), (3, True), (4, True)]"],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_others_programs(machine: Machine, name: str) -> None:
    check(machine, PROGRAMS[name])
