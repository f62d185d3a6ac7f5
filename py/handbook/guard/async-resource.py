import asyncio


class AsyncResource:
    def __init__(self):
        # __init__ can't await, so it opens nothing.
        self.state = "initialized"

    async def __aenter__(self):
        await asyncio.sleep(0.1)
        self.state = "active"
        return self

    async def __aexit__(self, exc_type, exc_value, traceback):
        await asyncio.sleep(0.1)
        self.state = "closed"
        return False


async def main():
    resource = AsyncResource()
    print(f"Before: {resource.state}")
    async with resource:
        print(f"Inside: {resource.state}")
    print(f"After: {resource.state}")


asyncio.run(main())
