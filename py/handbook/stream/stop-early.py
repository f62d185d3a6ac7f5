import asyncio
from contextlib import aclosing


async def tokens(name):
    reader = asyncio.current_task()
    try:
        for token in ("Hello", "Human", "!"):
            await asyncio.sleep(0.1)
            yield token
    finally:
        mine = asyncio.current_task() is reader
        task = "the same task" if mine else "another task"
        print(f"{name}: closed by {task}")


async def main():
    async for token in tokens("plain"):
        print(f"plain: {token}")
        break
    print("plain: after the loop")
    await asyncio.sleep(0.1)  # now others may run
    print("plain: 0.1 s later")

    async with aclosing(tokens("aclosing")) as stream:
        async for token in stream:
            print(f"aclosing: {token}")
            break
    print("aclosing: after the loop")


asyncio.run(main())
