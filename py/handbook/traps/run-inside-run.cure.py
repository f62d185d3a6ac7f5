import asyncio


async def fetch_price():
    await asyncio.sleep(0.5)
    return 19


async def main():
    print("Asking for the price...")
    price = await fetch_price()
    print(f"It costs {price} pounds.")


asyncio.run(main())
