import asyncio
from contextvars import ContextVar

user = ContextVar("user", default="nobody")


def log(message):
    print(f"[{user.get()}] {message}")


async def load_orders(delay):
    await asyncio.sleep(delay)
    log("orders loaded")  # nobody passed the name down to here


async def handle(name, delay):
    user.set(name)
    log("request starts")
    await load_orders(delay)
    log("request ends")


async def main():
    log("server starts")
    async with asyncio.TaskGroup() as group:
        group.create_task(handle("Alice", 1))
        group.create_task(handle("Bob", 0.5))
    log("server ends")  # what the tasks set stayed with them


asyncio.run(main())
