import asyncio


async def work(name):
    print(f"{name}: begins")
    await asyncio.sleep(0.2)
    print(f"{name}: ends")


async def main():
    print("main: begins")
    coroutine = work("coroutine")
    task = asyncio.create_task(work("task"))
    print("main: pauses")
    await asyncio.sleep(0.5)
    print("main: goes on")
    await coroutine
    await task
    print("main: ends")


asyncio.run(main())
