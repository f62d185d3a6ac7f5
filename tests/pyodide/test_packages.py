"""Typical programs of the site's packages, each with its clients and servers in one tab."""

import textwrap

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Kernel

PROGRAMS: dict[str, Program] = {
    "aiohttp: a server and its client": (
        """
        import asyncio, json
        import aiohttp
        from aiohttp import web

        async def hello(request):
            return web.json_response({"hello": request.match_info["name"]})

        async def total(request):
            return web.Response(text=str(sum(await request.json())))

        async def echo(request):
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            async for message in socket:
                await socket.send_str(message.data[::-1])
            return socket

        async def stream(request):
            response = web.StreamResponse()
            await response.prepare(request)
            for n in range(3):
                await response.write(f"part {n}\\n".encode())
                await asyncio.sleep(1)
            return response

        async def slow(request):
            await asyncio.sleep(60)
            return web.Response()

        async def main():
            app = web.Application()
            app.add_routes([
                web.get("/hello/{name}", hello), web.post("/sum", total),
                web.get("/ws", echo), web.get("/stream", stream),
                web.get("/slow", slow),
            ])
            runner = web.AppRunner(app)
            await runner.setup()
            await web.TCPSite(runner, "localhost", 8080).start()
            async with aiohttp.ClientSession("http://localhost:8080") as session:
                async with session.get("/hello/you") as response:
                    print(response.status, response.headers["Content-Type"], await response.json())
                async with session.post("/sum", json=[1, 2, 3]) as response:
                    print(await response.text())
                async with session.ws_connect("/ws") as socket:
                    await socket.send_str("stressed")
                    print((await socket.receive()).data)
                async with session.get("/stream") as response:
                    print([line async for line in response.content])
                async with session.get("/none") as response:
                    try:
                        response.raise_for_status()
                    except aiohttp.ClientResponseError as error:
                        print(error.status, error.message)
                try:
                    timeout = aiohttp.ClientTimeout(total=0.5)
                    async with session.get("/slow", timeout=timeout) as response:
                        await response.read()
                except TimeoutError:
                    print("timed out")
                results = await asyncio.gather(*(get(session, n) for n in range(50)))
                print(len(set(results)))
            await runner.cleanup()
            async with aiohttp.ClientSession() as session:
                try:
                    await session.get("http://localhost:8080/")
                except aiohttp.ClientConnectorError as error:
                    print(type(error).__name__)

        async def get(session, n):
            async with session.get(f"/hello/{n}") as response:
                return (await response.json())["hello"]

        asyncio.run(main())
        """,
        [
            "200 application/json; charset=utf-8 {'hello': 'you'}",
            "6",
            "desserts",
            "[b'part 0\\n', b'part 1\\n', b'part 2\\n']",
            "404 Not Found",
            "timed out",
            "50",
            "ClientConnectorError",
        ],
    ),
    "httpx with Starlette on uvicorn": (
        """
        import asyncio, httpx, uvicorn
        from starlette.applications import Starlette
        from starlette.responses import JSONResponse, StreamingResponse
        from starlette.routing import Route

        async def greet(request):
            return JSONResponse({"greet": request.path_params["name"]})

        async def count(request):
            async def numbers():
                for n in range(3):
                    yield f"{n} "
                    await asyncio.sleep(1)
            return StreamingResponse(numbers(), media_type="text/plain")

        app = Starlette(routes=[Route("/greet/{name}", greet), Route("/count", count)])

        async def main():
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
                print((await client.get("/greet/you")).json())
            server = uvicorn.Server(uvicorn.Config(app, port=8000, log_level="warning"))
            serving = asyncio.create_task(server.serve())
            while not server.started:
                await asyncio.sleep(0.01)
            async with httpx.AsyncClient(base_url="http://localhost:8000") as client:
                response = await client.get("/greet/you")
                print(response.status_code, response.headers["server"], response.json())
                async with client.stream("GET", "/count") as response:
                    print([part async for part in response.aiter_text()])
                try:
                    await client.get("/count", timeout=0.5)
                except httpx.ReadTimeout as error:
                    print(type(error).__name__)
                print((await client.get("/none")).status_code)
            server.should_exit = True
            await serving
            try:
                async with httpx.AsyncClient() as client:
                    await client.get("http://localhost:8000/")
            except httpx.ConnectError as error:
                print(type(error).__name__)

        asyncio.run(main())
        """,
        [
            "{'greet': 'you'}",
            "200 uvicorn {'greet': 'you'}",
            "['0 ', '1 ', '2 ']",
            "ReadTimeout",
            "404",
            "ConnectError",
        ],
    ),
    "httpx without async, in threads": (
        """
        import threading, httpx
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(self.path.encode())
            def log_message(self, *args):
                pass

        with ThreadingHTTPServer(("localhost", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            print(httpx.get(f"http://localhost:{server.server_port}/here").text)
            server.shutdown()
        """,
        ["/here"],
    ),
    "anyio": (
        """
        import anyio

        async def producer(stream):
            async with stream:
                for n in range(3):
                    await stream.send(n)

        async def main():
            send, receive = anyio.create_memory_object_stream(1)
            async with anyio.create_task_group() as group, receive:
                group.start_soon(producer, send)
                print([n async for n in receive])
            with anyio.move_on_after(1) as scope:
                await anyio.sleep(5)
            print(scope.cancelled_caught, await anyio.to_thread.run_sync(len, "four"))

        anyio.run(main)
        """,
        ["[0, 1, 2]", "True 4"],
    ),
    "beautifulsoup4": (
        """
        from bs4 import BeautifulSoup

        page = BeautifulSoup('<ul><li class="item"><a href="/1">One</a><li class="item">Two</ul>',
                             "html.parser")
        print([item.get_text() for item in page.select(".item")], page.a["href"])
        """,
        ["['OneTwo', 'Two'] /1"],
    ),
    "SQLAlchemy, and sqlite3 in a thread": (
        """
        import asyncio, aiosqlite
        from sqlalchemy import create_engine, text

        with create_engine("sqlite://").begin() as connection:
            connection.execute(text("create table t (n int)"))
            connection.execute(text("insert into t values (:n)"), [{"n": 1}, {"n": 2}])
            print(connection.execute(text("select sum(n) from t")).scalar())

        async def main():
            async with aiosqlite.connect(":memory:") as db:
                await db.execute("create table t (n int)")
                await db.executemany("insert into t values (?)", [(1,), (2,)])
                async with db.execute("select n from t") as cursor:
                    print([row async for row in cursor])

        asyncio.run(main())
        """,
        ["3", "[(1,), (2,)]"],
    ),
    "pytest on the file itself": (
        """
        import pytest

        @pytest.fixture
        def two():
            return 2

        def test_right(two):
            assert 1 + 1 == two

        def test_wrong(two):
            assert two == 3

        if __name__ == "__main__":
            code = pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", __file__])
            print(repr(code))
        """,
        [
            ".F                                                                       [100%]",
            "=================================== FAILURES ===================================",
            "__________________________________ test_wrong __________________________________",
            "",
            "two = 2",
            "",
            "    def test_wrong(two):",
            ">       assert two == 3",
            "E       assert 2 == 3",
            "",
            "main.py:12: AssertionError",
            "=========================== short test summary info ============================",
            "FAILED main.py::test_wrong - assert 2 == 3",
            "1 failed, 1 passed in 0.00s",
            "<ExitCode.TESTS_FAILED: 1>",
        ],
    ),
    "time zones": (
        """
        from datetime import datetime
        from zoneinfo import ZoneInfo
        print(datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Berlin")).utcoffset())
        """,
        ["2:00:00"],
    ),
    "what is known of a package": (
        """
        from importlib import metadata, resources
        import aiohttp, certifi, os
        print(metadata.version("aiohttp") == aiohttp.__version__, metadata.requires("aiosignal"))
        print(aiohttp.__file__, os.path.exists(certifi.where()))
        """,
        [
            "True ['frozenlist>=1.1.0', 'typing-extensions>=4.2; python_version < \"3.13\"']",
            "/lib/python3.14/site-packages/aiohttp/__init__.py True",
        ],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs(kernel: Kernel, name: str) -> None:
    check(kernel, PROGRAMS[name])


@pytest.mark.parametrize("name", ["aiohttp: a server and its client", "beautifulsoup4"])
def test_programs_without_jspi(kernel_without_jspi: Kernel, name: str) -> None:
    check(kernel_without_jspi, PROGRAMS[name])


def test_a_file_of_the_program_comes_before_a_package(kernel: Kernel) -> None:
    code = "import bs4\nprint(bs4.MINE)"
    result = kernel.run(code, files={"bs4.py": "MINE = True"})
    assert result.texts() == ["True"]


def test_imports_in_functions_and_by_name_are_seen(kernel: Kernel) -> None:
    code = """
    import importlib
    def late():
        import h11
        return h11
    print(late().__name__, importlib.import_module("idna").__name__)
    """
    assert kernel.run(textwrap.dedent(code)).texts() == ["h11 idna"]


def test_the_next_program_finds_no_package_of_this_one(kernel: Kernel) -> None:
    kernel.run("import h11")
    code = (
        "import importlib.util, sys\nprint(importlib.util.find_spec(sys.argv[0][:0] + 'h' + '11'))"
    )
    assert kernel.run(code).texts() == ["None"]


def test_a_module_that_is_nowhere_is_cpythons_own_error(kernel: Kernel) -> None:
    result = kernel.run("import nowhere")
    assert result.texts("stderr") == [
        "Traceback (most recent call last):",
        '  File "/home/learner/main.py", line 1, in <module>',
        "    import nowhere",
        "ModuleNotFoundError: No module named 'nowhere'",
    ]


RANDOM = """
import random, sys, uuid
print(random.random(), uuid.uuid4(), len(sys.argv))

class Thing:
    pass

print({"a", "b", "c"}, hash("x"))
"""


@pytest.mark.parametrize(
    "imports",
    [
        "import aiohttp\nfrom aiohttp import web",
        "import httpx, uvicorn\nfrom starlette.applications import Starlette",
        "from sqlalchemy import create_engine\nimport aiosqlite",
        "from bs4 import BeautifulSoup\nimport anyio",
    ],
)
def test_what_was_imported_ahead_does_not_show(kernel: Kernel, imports: str) -> None:
    code = f"{imports}\n{RANDOM}"
    first, later = kernel.run(code), kernel.run(code, prepared=True)
    assert later.texts("stderr") == []
    assert later.texts() == first.texts()


@pytest.mark.parametrize(
    "name", ["aiohttp: a server and its client", "httpx with Starlette on uvicorn", "anyio"]
)
def test_programs_with_their_imports_made_ahead(kernel: Kernel, name: str) -> None:
    code, expected = PROGRAMS[name]
    result = kernel.run(textwrap.dedent(code), prepared=True)
    assert result.texts("stderr") == []
    assert result.texts() == expected
