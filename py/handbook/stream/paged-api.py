import asyncio

import aiohttp

SITE = "https://api.example.com"


async def stream_api_results(session, url):
    page = 1
    while True:
        async with session.get(url, params={"page": page}) as response:
            response.raise_for_status()
            data = await response.json()
        # The connection is given back before anybody sees an item.
        for item in data["items"]:
            yield item
        if data["is_last_page"]:
            return
        page += 1


async def main():
    async with aiohttp.ClientSession() as session:
        number = 0
        async for item in stream_api_results(session, f"{SITE}/products"):
            await asyncio.sleep(0.1)  # the work on one item
            number += 1
            print(f"Processing item {number}: {item['name']}")

        async with session.get(f"{SITE}/requests") as response:
            for seen in await response.json():
                print(f"The server saw {seen['method']} {seen['url']}")


asyncio.run(main())
