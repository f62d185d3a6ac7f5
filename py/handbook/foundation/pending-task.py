import asyncio


async def fetch_answer():
    print("the body runs")
    await asyncio.sleep(0.5)
    return 42


async def main():
    print(f"fetch_answer: {type(fetch_answer).__name__}")

    pending = fetch_answer()
    print(f"fetch_answer(): {type(pending).__name__}")

    await asyncio.sleep(1)
    print("one second later")

    answer = await pending  # now the body runs, to its end
    print(f"await fetch_answer(): {answer}")


asyncio.run(main())
