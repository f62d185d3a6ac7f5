import asyncio


async def operation():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("  caught in operation(): CancelledError")
        raise  # swallowed here, it would never be a TimeoutError


async def main():
    print("With wait_for:")
    try:
        await asyncio.wait_for(operation(), timeout=5)
    except TimeoutError:
        print("Operation timed out after 5 seconds")
        print("  caught in main(), around wait_for: TimeoutError")

    print("With asyncio.timeout:")
    try:
        async with asyncio.timeout(5):
            await operation()
    except TimeoutError:
        print("Operation timed out after 5 seconds")
        print("  caught in main(), around the block: TimeoutError")


asyncio.run(main())
