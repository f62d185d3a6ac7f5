import asyncio


async def runner(name, started):
    await started.wait()
    print(f"{name}: off")


async def buy(name, wanted, stock, changed):
    async with changed:  # a condition carries a lock
        await changed.wait_for(lambda: len(stock) >= wanted)
        goods = [stock.pop(0) for _ in range(wanted)]
    print(f"{name}: got {', '.join(goods)}")


async def main():
    started = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(runner("Ada", started))
        group.create_task(runner("Bob", started))
        await asyncio.sleep(0.5)
        print("event: set")
        started.set()

    stock = []
    changed = asyncio.Condition()
    async with asyncio.TaskGroup() as group:
        group.create_task(buy("Eve", 2, stock, changed))
        group.create_task(buy("Max", 1, stock, changed))
        for item in ["apple", "pear", "plum"]:
            await asyncio.sleep(0.5)
            async with changed:
                print(f"shop: {item} arrives")
                stock.append(item)
                changed.notify_all()


asyncio.run(main())
