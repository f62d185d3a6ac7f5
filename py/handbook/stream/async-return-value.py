import asyncio


async def tokens():
    count = 0
    for token in ("Hello", "Human", "!"):
        await asyncio.sleep(0.1)
        yield token
        count += 1
    return count


async def main():
    async for item in tokens():
        print(f"Token: {item}")


asyncio.run(main())
