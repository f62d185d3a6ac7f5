import asyncio
import time

CONNECTIONS = 50
MESSAGES = 200
"""So many on each connection, one after the other's answer."""
MESSAGE = bytes(1_024)


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The server's side of a connection: send everything back."""
    while data := await reader.read(len(MESSAGE)):
        writer.write(data)
        await writer.drain()
    writer.close()


async def ask(port: int) -> None:
    """The client's side."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(MESSAGES):
        writer.write(MESSAGE)
        await writer.drain()
        await reader.readexactly(len(MESSAGE))
    writer.close()
    await writer.wait_closed()


async def echo(port: int) -> float:
    """Use `CONNECTIONS` connections at once; returns messages (there and back) per second."""
    began = time.perf_counter()
    await asyncio.gather(*(ask(port) for _ in range(CONNECTIONS)))
    return CONNECTIONS * MESSAGES / (time.perf_counter() - began)


async def main() -> None:
    """Print the rate of the second round: the first lets the engine optimise."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        await echo(port)
        print(await echo(port))


# The caller adds the line that runs main(): it depends on where this runs.
