import asyncio


async def async_counter(limit):
    for number in range(1, limit + 1):
        await asyncio.sleep(0.5)
        yield number


async def main():
    async for number in async_counter(3):
        print(f"Got number: {number}")


asyncio.run(main())
