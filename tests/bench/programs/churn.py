import asyncio
import contextlib
import gc
import importlib
import json
import threading
import time

CONNECTIONS = 20
TASKS = 50
CALLS = 5
THREADS = 3


def megabytes() -> float:
    """The interpreter's memory, which never shrinks; 0 where that is not WebAssembly's."""
    try:
        pyodide = importlib.import_module("pyodide_js")
    except ImportError:
        return 0
    return len(pyodide._module.HEAPU8) / 1_048_576


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The server's side of a connection: send everything back."""
    try:
        while data := await reader.read(10_000):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass  # the client was cancelled
    finally:
        writer.close()


async def ask(port: int, number: int) -> None:
    """The client's side; every third one waits for what never comes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for _ in range(5):
            writer.write(bytes(1_000 * (1 + number)))
            await writer.drain()
            await reader.readexactly(1_000 * (1 + number))
        if number % 3 == 0:
            await reader.read()
    finally:
        writer.close()


async def connections() -> None:
    """A server and its clients; those that are left are cancelled."""
    answering = []

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.append(asyncio.create_task(answer(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        clients = [asyncio.create_task(ask(port, number)) for number in range(CONNECTIONS)]
        _, left = await asyncio.wait(clients, timeout=0.02)
        for client in left:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)
        await asyncio.gather(*answering, return_exceptions=True)


async def cancellations() -> None:
    """Tasks that are cancelled in a sleep, on an event and on a queue; a timeout; a group."""
    event, queue = asyncio.Event(), asyncio.Queue[int]()
    tasks = [
        asyncio.create_task(wait)
        for _ in range(TASKS)
        for wait in (asyncio.sleep(1_000), event.wait(), queue.get())
    ]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.001):
            await event.wait()
    with contextlib.suppress(BaseExceptionGroup):
        async with asyncio.TaskGroup() as group:
            group.create_task(event.wait())
            group.create_task(queue.get())
            raise ValueError


async def threads() -> None:
    """The pool's threads, some of them given up; threads of their own; a loop in one of them."""
    await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.001) for _ in range(CALLS)))
    given_up = asyncio.create_task(asyncio.to_thread(time.sleep, 0.002))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    own = [threading.Thread(target=time.sleep, args=(0.001,)) for _ in range(THREADS)]
    own.append(threading.Thread(target=lambda: asyncio.run(connections())))
    for thread in own:
        thread.start()
    await asyncio.gather(*(asyncio.to_thread(thread.join) for thread in own))


async def main(seconds: float, periods: int) -> None:
    """Churn for `seconds`; prints a line of JSON at the end of each of the `periods`.

    It has the rounds since the last line, the megabytes of the interpreter,
    and the collector's objects that are left after a collection.
    """
    began = time.monotonic()
    for period in range(1, periods + 1):
        rounds = 0
        while time.monotonic() - began < seconds * period / periods:
            await asyncio.gather(connections(), cancellations(), threads())
            rounds += 1
        gc.collect()
        sample = {
            "seconds": round(time.monotonic() - began, 1),
            "rounds": rounds,
            "megabytes": megabytes(),
            "objects": len(gc.get_objects()),
        }
        print(json.dumps(sample), flush=True)


# The caller adds the line that runs main(): it depends on where this runs, and for how long.
