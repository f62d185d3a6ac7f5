import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def maybe_log(filename):
    if filename is None:
        return
    yield f"log in {filename}"


@asynccontextmanager
async def two_servers():
    yield "server A"
    yield "server B"


async def main():
    try:
        async with maybe_log(None) as log:
            print(f"Logging to {log}")
    except RuntimeError as error:
        print(f"RuntimeError: {error}")

    async with two_servers() as servers:
        print(f"Connected to {servers}")
    print("Disconnected")


asyncio.run(main())
