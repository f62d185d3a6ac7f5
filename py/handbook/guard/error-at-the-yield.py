import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def guard(forgiving):
    print("Before the yield")
    try:
        yield
        print("Never printed: the body never ends well here")
    except ValueError as error:
        print(f"Raised at the yield: {error}")
        if not forgiving:
            raise
    print("The generator ends as if nothing had happened")


async def main():
    async with guard(forgiving=True):
        raise ValueError("first")
    print("Suppressed: main() goes on")

    try:
        async with guard(forgiving=False):
            raise ValueError("second")
    except ValueError as error:
        print(f"Caught in main(): {error}")


asyncio.run(main())
