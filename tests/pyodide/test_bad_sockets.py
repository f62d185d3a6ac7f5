"""Misuse of sockets, threads and loops ends with a desktop's exception; the next run is clean."""

import re
import textwrap

import pytest

from tests.support.machines import Machine

LISTENER = """
    import socket
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    address = listener.getsockname()
    """

MISUSES: dict[str, tuple[str, str]] = {
    "reads a closed socket's file": (
        """
        import socket
        one, other = socket.socketpair()
        file = one.makefile("rb")
        file.close()
        one.close()
        one.close()
        file.read()
        """,
        "ValueError",
    ),
    "waits for a closed socket": (
        """
        import select
        listener.close()
        listener.close()
        select.select([listener], [], [])
        """,
        "ValueError",
    ),
    "closes a loop's socket under it": (
        """
        import asyncio

        async def main():
            listener.setblocking(False)
            listener.close()
            await asyncio.get_running_loop().sock_accept(listener)

        asyncio.run(main())
        """,
        "OSError",
    ),
    "serves on a used port": (
        """
        import asyncio

        async def main():
            await asyncio.start_server(print, *address)

        asyncio.run(main())
        """,
        "OSError",
    ),
    "connects to nothing": (
        """
        import asyncio
        listener.close()

        async def main():
            async with asyncio.TaskGroup() as group:
                group.create_task(asyncio.open_connection(*address))
                await asyncio.sleep(60)

        asyncio.run(main())
        """,
        "ExceptionGroup",
    ),
    "asks for a name that doesn't exist": (
        "import http.client; http.client.HTTPConnection('nobody.invalid').request('GET', '/')",
        "gaierror",
    ),
    "finds a full backlog": (
        """
        clients = [socket.create_connection(address, timeout=0.02) for _ in range(2)]
        """,
        "TimeoutError",
    ),
    "is cancelled while it accepts": (
        """
        import asyncio

        async def main():
            listener.setblocking(False)
            await asyncio.wait_for(asyncio.get_running_loop().sock_accept(listener), 0.01)

        asyncio.run(main())
        """,
        "TimeoutError",
    ),
    "releases a lock twice": (
        """
        import threading
        lock = threading.Lock()
        with lock:
            lock.release()
        """,
        "RuntimeError",
    ),
    "runs a loop in itself": (
        """
        import asyncio

        async def main():
            loop = asyncio.get_running_loop()
            loop.run_until_complete(loop.create_future())

        asyncio.run(main())
        """,
        "RuntimeError",
    ),
    "closes a loop that runs": (
        """
        import asyncio

        async def main():
            asyncio.get_running_loop().close()

        asyncio.run(main())
        """,
        "RuntimeError",
    ),
    "uses a closed loop": (
        """
        import asyncio
        loop = asyncio.new_event_loop()
        loop.close()
        loop.call_soon(print)
        """,
        "RuntimeError",
    ),
}


@pytest.mark.parametrize("name", MISUSES)
def test_misuse(machine: Machine, name: str) -> None:
    code, error = MISUSES[name]
    setup = LISTENER if "listener" in code or "address" in code else ""
    result = machine.run(textwrap.dedent(setup) + textwrap.dedent(code))
    assert result.outcome == "failed"
    # The lines of a group begin with a bar, the names of most exceptions with their module.
    assert any(re.match(rf"[ |]*([\w.]+\.)?{error}(: |$)", line) for line in result.texts("stderr"))
    if result.error is not None:
        assert result.error["type"].rpartition(".")[2] == error
    after = machine.run("import socket; print(socket.create_server(('127.0.0.1', 0)).fileno() > 0)")
    assert (after.outcome, after.texts(), after.texts("stderr")) == ("finished", ["True"], [])


def test_a_callback_that_raises_stops_nothing(machine: Machine) -> None:
    code = """
        import asyncio

        class Rude(asyncio.Protocol):
            def data_received(self, data):
                raise LookupError("in a protocol")

            def connection_lost(self, error):
                lost.set_result(repr(error))

        async def main():
            global lost
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(
                lambda loop, context: print(context["message"][:22], repr(context["exception"]))
            )
            loop.call_soon(int, "x")
            loop.call_later(0.001, {}.popitem)
            lost = loop.create_future()
            future = loop.create_future()
            future.add_done_callback(lambda future: 1 / 0)
            future.set_result(None)
            server = await loop.create_server(Rude, "127.0.0.1", 0)
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            await asyncio.sleep(0.01)
            writer.write(b"hello")
            print(await lost, await reader.read())
            writer.close()
            server.close()

        asyncio.run(main())
        """
    result = machine.run(textwrap.dedent(code))
    assert sorted(result.texts()) == [
        "Exception in callback  KeyError('popitem(): dictionary is empty')",
        "Exception in callback  ValueError(\"invalid literal for int() with base 10: 'x'\")",
        "Exception in callback  ZeroDivisionError('division by zero')",
        "Fatal error: protocol. LookupError('in a protocol')",
        "LookupError('in a protocol') b''",
    ]
    assert result.outcome == "finished"
