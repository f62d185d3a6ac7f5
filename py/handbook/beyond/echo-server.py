import asyncio


async def echo(reader, writer):
    try:
        async for line in reader:  # ends when the client hangs up
            print(f"server: {line.decode().strip()}")
            writer.write(line.upper())
            await writer.drain()
    finally:
        writer.close()
        await writer.wait_closed()


async def client(port, name, pause):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for word in ("hello", "goodbye"):
            await asyncio.sleep(pause)
            writer.write(f"{word} from {name}\n".encode())
            await writer.drain()
            answer = await reader.readline()
            print(f"{name}: {answer.decode().strip()}")
    finally:
        writer.close()
        await writer.wait_closed()


async def main():
    # Port 0: take any free port. The socket knows which it is.
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, asyncio.TaskGroup() as group:
        group.create_task(client(port, "Ann", 0.5))
        group.create_task(client(port, "Ben", 0.8))
    print("Server closed")


asyncio.run(main())
