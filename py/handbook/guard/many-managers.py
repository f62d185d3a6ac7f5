import asyncio
from contextlib import AsyncExitStack, asynccontextmanager


@asynccontextmanager
async def manager(name, say):
    say(f"enter {name}")
    try:
        yield name
    finally:
        say(f"exit {name}")


async def nested(say):
    async with manager("a", say):
        async with manager("b", say):
            async with manager("c", say):
                say("body")


async def flat(say):
    async with (
        manager("a", say),
        manager("b", say),
        manager("c", say),
    ):
        say("body")


async def stacked(say, names):
    async with AsyncExitStack() as stack:
        for name in names:
            await stack.enter_async_context(manager(name, say))
        say("body")


async def main():
    await nested(print)

    # The other two forms write into lists instead of printing.
    one, other = [], []
    await flat(one.append)
    await stacked(other.append, ["a", "b", "c"])
    print(f"flat and stacked do the same: {one == other}")


asyncio.run(main())
