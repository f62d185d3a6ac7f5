import asyncio

saved = []


async def save(text):
    await asyncio.sleep(0.1)
    saved.append(text)


async def main():
    save("first draft")
    await save("second draft")
    print(f"saved: {saved}")


asyncio.run(main())
