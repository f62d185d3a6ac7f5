import asyncio

running = 0


async def download(name, seconds, slots):
    global running
    async with slots:
        running += 1
        print(f"{name} starts, {running} at work")
        await asyncio.sleep(seconds)
        running -= 1
        print(f"{name} ends")


async def main():
    slots = asyncio.Semaphore(2)
    async with asyncio.TaskGroup() as group:
        for name, seconds in [
            ("A", 0.3),
            ("B", 0.5),
            ("C", 0.4),
            ("D", 0.5),
            ("E", 0.5),
        ]:
            group.create_task(download(name, seconds, slots))


asyncio.run(main())
