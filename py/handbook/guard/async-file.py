import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def async_file_manager(filename, mode):
    print(f"Async opening {filename} in mode {mode}")
    await asyncio.sleep(1)  # stands for a slow disk
    file = open(filename, mode)
    try:
        yield file
    finally:
        print(f"Async closing {filename}")
        file.close()
        await asyncio.sleep(0.5)


async def main():
    async with async_file_manager("example.txt", "w") as file:
        print("Writing to file")
        file.write("Hello, async world!")

    with open("example.txt") as file:
        print(file.read())


asyncio.run(main())
