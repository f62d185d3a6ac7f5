import asyncio


async def countdown(name, seconds):
    for left in range(seconds, 0, -1):
        print(f"{name}: {left}")
        await asyncio.sleep(1)
    print(f"{name}: lift-off!")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(countdown("Ariane", 3))
        group.create_task(countdown("Vega", 2))


asyncio.run(main())
