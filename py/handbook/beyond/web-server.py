import asyncio

import aiohttp
from aiohttp import web


async def greet(request):
    name = request.match_info["name"]
    await asyncio.sleep(len(name) / 5)  # a query; long names take longer
    return web.json_response({"greeting": f"Hello, {name}!"})


async def ask(session, name):
    async with session.get(
        f"http://localhost:8080/greet/{name}"
    ) as response:
        answer = await response.json()
        print(f"{response.status} {answer['greeting']}")


async def main():
    app = web.Application()
    app.router.add_get("/greet/{name}", greet)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "localhost", 8080).start()
        print("The server listens.")
        # In real life this is another program, on another machine.
        async with (
            aiohttp.ClientSession() as session,
            asyncio.TaskGroup() as group,
        ):
            for name in ("Grace", "Alan", "Ada"):
                group.create_task(ask(session, name))
    finally:
        await runner.cleanup()
    print("The server is gone.")


asyncio.run(main())
