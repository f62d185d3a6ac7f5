import asyncio


def show(graph, indent=""):
    names = [entry.frame.f_code.co_name for entry in graph.call_stack]
    print(f"{indent}{graph.future.get_name()}: {' < '.join(names)}")
    # Nobody promises an order among those who wait.
    waiters = {w.future.get_name(): w for w in graph.awaited_by}
    for _, waiter in sorted(waiters.items()):
        show(waiter, indent + "  ")


async def read_row():
    await asyncio.sleep(1)


async def query():
    await read_row()


async def page(task):
    await task


async def main():
    rows = asyncio.create_task(query(), name="rows")
    async with asyncio.TaskGroup() as group:
        group.create_task(page(rows), name="first page")
        group.create_task(page(rows), name="second page")
        await asyncio.sleep(0.5)
        show(asyncio.capture_call_graph(rows))


asyncio.run(main())
