import asyncio


async def get_users():
    for name in ("Alice", "Bob", "Carol"):
        await asyncio.sleep(0.1)
        yield name


async def count_users():
    await asyncio.sleep(0.1)
    return 3


async def main():
    # It yields: async for.
    async for user in get_users():
        print(f"Item: {user}")

    # It returns: await.
    total = await count_users()
    print(f"Value: {total}")


asyncio.run(main())
