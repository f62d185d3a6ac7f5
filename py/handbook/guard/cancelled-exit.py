import asyncio


class Resource:
    async def __aenter__(self):
        print("Resources acquired")
        return self

    async def __aexit__(self, exc_type, exc_value, traceback):
        if exc_type is asyncio.CancelledError:
            print("Task was cancelled, still cleaning up resources...")
        await asyncio.sleep(0.5)
        print("Resources released")
        return False  # the task must end as cancelled


async def work():
    async with Resource():
        print("Working for ten seconds")
        await asyncio.sleep(10)
        print("Never printed")


async def main():
    task = asyncio.create_task(work())
    await asyncio.sleep(1)
    print("main() cancels the task")
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print(f"Task is cancelled: {task.cancelled()}")


asyncio.run(main())
