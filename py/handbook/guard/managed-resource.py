import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def managed_resource(name):
    print(f"Acquiring {name}")
    await asyncio.sleep(0.1)
    try:
        yield {"name": name, "value": 42}
    finally:
        print(f"Releasing {name}")
        await asyncio.sleep(0.1)


async def main():
    async with managed_resource("db") as resource:
        print(f"Using {resource}")

    try:
        async with managed_resource("db") as resource:
            print(f"Dividing {resource['value']} by zero")
            resource["value"] / 0
    except ZeroDivisionError as error:
        print(f"Caught outside: {error}")


asyncio.run(main())
