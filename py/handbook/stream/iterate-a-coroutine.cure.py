import asyncio


async def fetch_users():
    await asyncio.sleep(0.1)
    return ["Alice", "Bob"]


async def main():
    for user in await fetch_users():
        print(f"User: {user}")


asyncio.run(main())
