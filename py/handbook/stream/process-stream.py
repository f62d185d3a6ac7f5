import asyncio


async def tokens():
    for token in ("Hello", "Human"):
        await asyncio.sleep(0.1)
        print(f"Arrived: {token}")
        yield token


async def process_stream(stream):
    async for chunk in stream:
        print(f"Shown: {chunk}")
        yield chunk  # pass it on before asking for the next


async def shout(stream):
    async for chunk in stream:
        yield chunk.upper()


async def main():
    answer = []
    async for chunk in shout(process_stream(tokens())):
        print(f"Stored: {chunk}")
        answer.append(chunk)
    print(f"Answer: {' '.join(answer)}")


asyncio.run(main())
