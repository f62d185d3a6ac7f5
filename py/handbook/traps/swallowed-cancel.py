import asyncio


async def stubborn():
    for number in (1, 2, 3):
        try:
            await asyncio.sleep(60)
        except BaseException:
            print(f"stubborn: swallowed cancel {number}")


async def polite():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print("polite: tidying up")
        raise  # without this line it would be stubborn, too


async def main():
    task = asyncio.create_task(stubborn())
    for _ in range(3):
        await asyncio.sleep(0.2)
        task.cancel()
    await asyncio.wait([task])  # doesn't raise what the task raised
    print(f"stubborn was cancelled: {task.cancelled()}")

    task = asyncio.create_task(polite())
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.wait([task])
    print(f"polite was cancelled: {task.cancelled()}")


asyncio.run(main())
