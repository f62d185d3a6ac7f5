import asyncio
import time


async def ticker():
    for number in (1, 2):
        await asyncio.sleep(0.4)
        print(f"  tick {number}")


async def blocking():
    time.sleep(0.6)  # no await: the loop stands still
    print("  the wait is over")


async def pausing():
    await asyncio.sleep(0.6)
    print("  the wait is over")


async def in_a_thread():
    await asyncio.to_thread(time.sleep, 0.6)
    print("  the wait is over")


async def in_an_executor():
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, time.sleep, 0.6)
    print("  the wait is over")


async def main():
    waits = [blocking, pausing, in_a_thread, in_an_executor]
    for wait in waits:
        print(wait.__name__)
        await asyncio.gather(ticker(), wait())


asyncio.run(main())
