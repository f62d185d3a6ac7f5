import asyncio

balance = 100


async def deposit(name, amount, delay):
    global balance
    seen = balance
    print(f"{name} reads {seen}")
    await asyncio.sleep(delay)
    balance = seen + amount
    print(f"{name} writes {balance}")


async def guarded_deposit(lock, name, amount, delay):
    async with lock:
        await deposit(name, amount, delay)


async def main():
    await asyncio.gather(
        deposit("Ann", 10, 0.1),
        deposit("Ben", 20, 0.2),
    )

    lock = asyncio.Lock()
    await asyncio.gather(
        guarded_deposit(lock, "Ann", 10, 0.1),
        guarded_deposit(lock, "Ben", 20, 0.2),
    )


asyncio.run(main())
