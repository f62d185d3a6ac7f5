import asyncio


async def doubles():
    for number in range(1, 6):
        await asyncio.sleep(0.1)
        yield number * 2


async def main():
    # Round brackets: nothing has run yet.
    squares = (double**2 async for double in doubles())

    # Square brackets: pull every item through, keep them all.
    print([square async for square in squares])


asyncio.run(main())
