import asyncio


class AsyncContextManager:
    def __init__(self, name):
        self.name = name

    async def __aenter__(self):
        print(f"Async entering: {self.name}")
        await asyncio.sleep(1)  # stands for a slow connection
        print("Async setup complete")
        return self

    async def __aexit__(self, exc_type, exc_value, traceback):
        print(f"Async exiting: {self.name}")
        await asyncio.sleep(0.5)
        print("Async cleanup complete")
        return False


async def main():
    async with AsyncContextManager("example") as manager:
        print(f"Inside async with block: {manager.name}")
        await asyncio.sleep(0.5)


asyncio.run(main())
