import asyncio


class RobustAsyncManager:
    async def __aenter__(self):
        print("Setting up resources")
        await asyncio.sleep(0.1)
        return self

    async def __aexit__(self, exc_type, exc_value, traceback):
        print("Cleaning up resources")
        await asyncio.sleep(0.1)
        if exc_type is None:
            return False
        name = exc_type.__name__
        print(f"Handling exception: {name}: {exc_value}")
        if issubclass(exc_type, ValueError):
            print(f"Gracefully recovering from {name}")
            return True  # the exception ends here
        return False  # the exception goes on


async def main():
    async with RobustAsyncManager():
        print("Doing work...")
        raise ValueError("Something went wrong")

    try:
        async with RobustAsyncManager():
            print("Doing other work...")
            raise KeyError("Missing key")
    except KeyError as error:
        print(f"Exception escaped: {type(error).__name__}")


asyncio.run(main())
