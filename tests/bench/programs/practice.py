import asyncio

import aiohttp

AT_ONCE = 10


async def ask(session: aiohttp.ClientSession, pages: list[int]) -> None:
    """One of the clients: a request after the other's answer, until all pages are there."""
    while pages:
        async with session.get("/products", params={"page": pages.pop()}) as response:
            assert "items" in await response.json()


async def main(requests: int) -> None:
    """Make so many requests of the practice internet."""
    async with aiohttp.ClientSession("http://api.example.com") as session:
        pages = [number % 3 + 1 for number in range(requests)]
        await asyncio.gather(*(ask(session, pages) for _ in range(AT_ONCE)))


# The caller adds the line that runs main().
