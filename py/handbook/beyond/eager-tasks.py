import asyncio

cache = {"logo": "a small picture"}


async def load(name):
    print(f"  load({name}) starts")
    if name not in cache:
        await asyncio.sleep(0.5)
        cache[name] = f"the {name}"
    print(f"  load({name}) ends")


async def load_both(banner):
    for name in ("logo", banner):
        task = asyncio.create_task(load(name))
        print(f"{name}: created, done: {task.done()}")
        await task


async def main():
    print("Ordinary tasks")
    await load_both("banner")
    print("Eager tasks")
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    await load_both("photo")


asyncio.run(main())
