import asyncio


class Total(int):
    """The last item: how many tokens there were."""


async def tokens():
    count = 0
    for token in ("Hello", "Human", "!"):
        await asyncio.sleep(0.1)
        yield token
        count += 1
    yield Total(count)


async def main():
    async for item in tokens():
        if isinstance(item, Total):
            print(f"Total: {item}")
        else:
            print(f"Token: {item}")


asyncio.run(main())
