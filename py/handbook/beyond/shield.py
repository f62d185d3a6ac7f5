import asyncio


async def save():
    print("save: writing")
    await asyncio.sleep(1)
    print("save: written")
    return "42 rows"


async def handle_request(saving):
    try:
        await asyncio.shield(saving)
        print("handler: saved")
    except asyncio.CancelledError:
        print("handler: cancelled")
        raise


async def main():
    saving = asyncio.create_task(save())  # a name keeps the task
    handler = asyncio.create_task(handle_request(saving))
    await asyncio.sleep(0.5)
    handler.cancel()
    try:
        await handler
    except asyncio.CancelledError:
        print(f"main: saving cancelled? {saving.cancelled()}")
    print(f"main: {await saving}")


asyncio.run(main())
