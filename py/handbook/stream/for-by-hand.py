import asyncio


def letters():
    yield from "abc"


async def slow_letters():
    for letter in "abc":
        await asyncio.sleep(0.1)
        yield letter


def for_by_hand():
    items = []
    iterator = iter(letters())
    while True:
        try:
            item = next(iterator)
        except StopIteration:  # the end
            return items
        items.append(item)


async def async_for_by_hand():
    items = []
    iterator = slow_letters().__aiter__()
    while True:
        try:
            item = await iterator.__anext__()  # may pause
        except StopAsyncIteration:
            return items
        items.append(item)


async def main():
    print(f"for:       {[x for x in letters()]}")
    print(f"by hand:   {for_by_hand()}")
    print(f"async for: {[x async for x in slow_letters()]}")
    print(f"by hand:   {await async_for_by_hand()}")


asyncio.run(main())
