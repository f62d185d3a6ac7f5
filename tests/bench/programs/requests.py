import asyncio
import time

import aiohttp
from aiohttp import web

REQUESTS = 100
AT_ONCE = 10


async def answer(request: web.Request) -> web.Response:
    """The server's side of a request."""
    return web.json_response({"page": request.query["page"], "items": list(range(20))})


async def ask(session: aiohttp.ClientSession, pages: list[int]) -> None:
    """One of the clients: a request after the other's answer, until all pages are there."""
    while pages:
        async with session.get("/products", params={"page": pages.pop()}) as response:
            assert len((await response.json())["items"]) == 20


async def requests(port: int) -> float:
    """Make all requests; returns how many in a second."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        pages = list(range(REQUESTS))
        began = time.perf_counter()
        await asyncio.gather(*(ask(session, pages) for _ in range(AT_ONCE)))
        return REQUESTS / (time.perf_counter() - began)


async def main() -> None:
    """Print the rate of the second round: the first lets the engine optimise."""
    app = web.Application()
    app.router.add_get("/products", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    await requests(port)
    print(await requests(port))
    await runner.cleanup()


# The caller adds the line that runs main(): it depends on where this runs.
