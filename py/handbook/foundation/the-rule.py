import asyncio


async def fetch_price():
    await asyncio.sleep(0.5)
    return 19


print("Asking for the price...")
price = await fetch_price()
print(f"It costs {price} pounds.")
