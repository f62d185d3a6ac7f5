import asyncio


async def fetch(name, delay):
    await asyncio.sleep(delay)
    print(f"{name}: done")
    return f"{name} page"


async def fail():
    await asyncio.sleep(0.4)
    raise ValueError("prices: not a number")


async def upload():
    try:
        await asyncio.sleep(10)
    finally:
        print("upload: cancelled, closing")
        raise OSError("upload: close failed")


async def main():
    async with asyncio.TaskGroup() as group:
        news = group.create_task(fetch("news", 0.2))
        sport = group.create_task(fetch("sport", 0.4))
    # The block ends when every task has: the results are there.
    print(f"Together: {news.result()}, {sport.result()}")

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fetch("weather", 0.2))
            group.create_task(fail())
            group.create_task(upload())
    except* ValueError as errors:
        print(f"Bad data: {errors.exceptions[0]}")
    except* OSError as errors:
        print(f"Bad network: {errors.exceptions[0]}")


asyncio.run(main())
