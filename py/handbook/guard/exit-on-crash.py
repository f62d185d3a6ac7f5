import asyncio


class CarefulManager:
    async def __aenter__(self):
        print("Opening")
        await asyncio.sleep(0.1)
        return self

    async def __aexit__(self, exc_type, exc_value, traceback):
        print("Closing")
        if exc_type is not None:
            print(f"  type of the exception: {exc_type.__name__}")
            print(f"  its value: {exc_value!r}")
        await asyncio.sleep(0.1)  # cleanup may wait, even now
        print("Closed")
        return False  # let the exception go on


async def main():
    try:
        async with CarefulManager():
            print("Working")
            raise RuntimeError("the filling burns")
    except RuntimeError as error:
        print(f"Caught outside: {error}")


asyncio.run(main())
