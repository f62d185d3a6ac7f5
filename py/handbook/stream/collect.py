import asyncio


def generate():
    yield 1
    yield 2


async def async_generate():
    yield 1
    await asyncio.sleep(0.1)
    yield 2


async def main():
    numbers = []
    for number in generate():
        numbers.append(number)
    print(numbers)

    numbers = []
    async for number in async_generate():
        numbers.append(number)
    print(numbers)

    numbers = [number for number in generate()]
    print(numbers)

    numbers = [number async for number in async_generate()]
    print(numbers)


asyncio.run(main())
