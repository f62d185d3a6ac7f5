import asyncio


async def produce(queue):
    for number in range(1, 6):
        await queue.put(number)  # waits while the queue is full
        print(f"put {number}, {queue.qsize()} queued")
    queue.shutdown()  # nothing more comes; what is queued stays
    print("producer: finished")


async def consume(queue):
    try:
        while True:
            number = await queue.get()  # waits while it is empty
            await asyncio.sleep(0.5)
            print(f"    handled {number}")
    except asyncio.QueueShutDown:
        print("    consumer: nothing left")


async def main():
    queue = asyncio.Queue(maxsize=2)
    async with asyncio.TaskGroup() as group:
        group.create_task(produce(queue))
        group.create_task(consume(queue))


asyncio.run(main())
