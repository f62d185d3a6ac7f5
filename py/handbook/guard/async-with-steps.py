import asyncio


class Manager:
    def __init__(self):
        print("1. Evaluate the expression: Manager()")

    async def __aenter__(self):
        await asyncio.sleep(0.1)
        print("2. Await __aenter__, which returns 'tea'")
        return "tea"

    async def __aexit__(self, *details):
        await asyncio.sleep(0.1)
        print(f"5. Await __aexit__ with {details}")


class Target:
    # Runs at each "target.name = value", so we see the binding.
    def __setattr__(self, name, value):
        print(f"3. Bind {value!r} to target.{name}")
        super().__setattr__(name, value)


async def main():
    target = Target()
    async with Manager() as target.drink:
        print(f"4. Run the body with {target.drink!r}")


asyncio.run(main())
