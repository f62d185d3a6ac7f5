import asyncio


async def get_users():
    for name in ("Alice", "Bob"):
        await asyncio.sleep(0.1)
        yield name


async def main():
    async for user in get_users():
        print(f"User: {user}")


asyncio.run(main())
