import asyncio


async def ask(server, delay):
    await asyncio.sleep(delay)
    if server == "Oslo":
        raise ConnectionError("no route")
    return f"{delay} s away"


async def main():
    delays = {"Tokyo": 1.5, "Oslo": 1, "Paris": 0.5}
    tasks = [
        asyncio.create_task(ask(server, delay), name=server)
        for server, delay in delays.items()
    ]
    async for task in asyncio.as_completed(tasks):
        try:
            print(f"{task.get_name()}: {await task}")
        except ConnectionError as error:
            print(f"{task.get_name()}: failed, {error}")
    print("All answered")


asyncio.run(main())
