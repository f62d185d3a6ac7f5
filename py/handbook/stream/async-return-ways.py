import asyncio

TOKENS = ("Hello", "Human", "!")


class Total(int): ...  # its type tells it from a token


async def ends_with_total():
    for token in TOKENS:
        await asyncio.sleep(0.1)
        yield token
    yield Total(len(TOKENS))


class TokenStream:
    total = None  # not known before the end

    async def __aiter__(self):
        for token in TOKENS:
            await asyncio.sleep(0.1)
            yield token
        self.total = len(TOKENS)


async def calls_back(on_end):
    for token in TOKENS:
        await asyncio.sleep(0.1)
        yield token
    on_end(len(TOKENS))


async def main():
    async for item in ends_with_total():
        if isinstance(item, Total):
            print("Last item:", item)
    stream = TokenStream()
    async for _ in stream:
        pass
    print("Kept by the object:", stream.total)
    async for _ in calls_back(lambda n: print("Callback:", n)):
        pass


asyncio.run(main())
