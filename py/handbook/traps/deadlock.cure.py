import asyncio


async def paint(brush, colour):
    async with brush:
        print("painter: has the brush")
        await asyncio.sleep(0.1)
        async with colour:
            print("painter: paints")


async def mix(brush, colour):
    async with brush:
        print("mixer: has the brush")
        await asyncio.sleep(0.1)
        async with colour:
            print("mixer: mixes")


async def main():
    brush = asyncio.Lock()
    colour = asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        group.create_task(paint(brush, colour), name="painter")
        group.create_task(mix(brush, colour), name="mixer")


asyncio.run(main())
