import asyncio


async def fetch_users():
    await asyncio.sleep(0.1)
    return ["Alice", "Bob"]


async def main():
    async for user in fetch_users():
        print(f"User: {user}")


asyncio.run(main())
