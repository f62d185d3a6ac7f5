import asyncio
import gc


async def wait_for_news():
    try:
        await asyncio.Future()  # only this task knows of it
    finally:
        print("news: thrown away")


async def pay(amount, delay):
    await asyncio.sleep(delay)
    if amount < 0:
        raise ValueError(f"can't pay {amount}")
    print(f"paid {amount}")


async def main():
    asyncio.create_task(wait_for_news())
    await asyncio.sleep(0.1)
    gc.collect()  # Python does this now and then by itself

    asyncio.create_task(pay(-5, 0.1))
    await asyncio.sleep(0.3)
    print("main: all is well, as far as I know")

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(pay(10, 0.1))
            group.create_task(pay(-5, 0.3))
            group.create_task(pay(20, 0.5))
    except* ValueError as errors:
        print(f"main: {errors.exceptions[0]}")


asyncio.run(main())
