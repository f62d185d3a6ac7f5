import asyncio


async def say_hello(name, delay):
    await asyncio.sleep(delay)  # pause here; others may run
    print(f"Hello, {name}!")
    return f"{name} greeted"


async def main():
    # A task starts running as soon as main() pauses for the first time.
    alice = asyncio.create_task(say_hello("Alice", 2))
    bob = asyncio.create_task(say_hello("Bob", 1))

    # Awaiting a task waits for its end and gives back what it returned.
    # Never await inside an assert: "python -O" would skip it.
    first = await alice
    second = await bob
    assert (first, second) == ("Alice greeted", "Bob greeted")
    print("All greetings completed!")


asyncio.run(main())
