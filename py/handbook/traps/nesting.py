import asyncio
from contextlib import asynccontextmanager

log = []


@asynccontextmanager
async def resource(name):
    log.append(f"+{name}")
    await asyncio.sleep(0.1)
    try:
        yield
    finally:
        log.append(f"-{name}")


async def pyramid():
    async with resource("server"):
        async with resource("login"):
            async with resource("file"):
                log.append("work")


@asynccontextmanager
async def workplace():
    async with (
        resource("server"),
        resource("login"),
        resource("file"),
    ):
        yield


async def flat():
    async with workplace():
        log.append("work")


async def main():
    for form in (pyramid, flat):
        log.clear()
        await form()
        print(f"{form.__name__}:", *log)


asyncio.run(main())
