import asyncio

import anyio


async def serve(name, closing, *, task_status):
    try:
        await anyio.sleep(1)  # connect, read a configuration
        print(f"{name} is ready")
        task_status.started()  # start() returns now
        await anyio.sleep_forever()
    finally:
        # A cancelled scope cancels every await; this one is sheltered.
        with anyio.CancelScope(shield=True):
            await anyio.sleep(closing)
        print(f"{name} is closed")


async def heartbeat():
    while True:
        await asyncio.sleep(2)  # asyncio's own, on the same loop
        print("still there")


async def main():
    async with anyio.create_task_group() as group:
        await group.start(serve, "database", 1)
        await group.start(serve, "web", 0.5)
        group.start_soon(heartbeat)

        with anyio.move_on_after(3) as scope:
            await anyio.sleep(10)
        print(f"gave up after three seconds: {scope.cancelled_caught}")
        group.cancel_scope.cancel()  # everything in the group
    print("the group has ended")


asyncio.run(main())
