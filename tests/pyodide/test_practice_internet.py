"""Real clients on the practice internet: the libraries' own errors, the same times on every run."""

import textwrap

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Kernel

BLOCKING: Program = (
    """
    import http.client, socket, time, urllib.error, urllib.request

    began = time.monotonic()
    with urllib.request.urlopen("https://api.example.com/products/2") as response:
        print(response.status, response.read().decode())
    print(round(time.monotonic() - began, 3))
    for url in ("https://api.example.com/redirect-loop", "https://example.com/blog/the-lost-draft"):
        try:
            urllib.request.urlopen(url)
        except urllib.error.HTTPError as error:
            print(error.code, error.reason.splitlines()[0])
            error.close()
    connection = http.client.HTTPSConnection("echo.example.com")
    for method in ("PUT", "HEAD", "DELETE"):
        connection.request(method, "/any/path", body=b"text")
        response = connection.getresponse()
        print(response.status, len(response.read()) > 0)
    connection.close()
    with socket.create_connection(("echo.example.com", 7)) as sock:
        sock.sendall(b"bytes")
        print(sock.recv(100))
    """,
    [
        '200 {"id": 2, "name": "Bicycle bell", "price": 15.4}',
        "0.175",
        "302 The HTTP server returned a redirect error that would lead to an infinite loop.",
        "404 Not Found",
        "200 True",
        "200 False",
        "200 True",
        "b'bytes'",
    ],
)

AIOHTTP: Program = (
    """
    import asyncio, time, aiohttp

    async def attempt(awaitable):
        try:
            return await awaitable
        except Exception as error:
            return type(error).__name__

    async def json(session, url):
        async with session.get(url) as response:
            return await response.json()

    async def main():
        async with aiohttp.ClientSession() as session:
            products = await json(session, "https://api.example.com/products")
            print([item["name"] for item in products["items"]], products["is_last_page"])
            for url in (
                "https://api.example.com/broken.json",
                "https://example.com/",
                "https://example.com/photo.png",
                "https://api.example.com/redirect-loop",
                "https://nowhere.example.com/",
                "http://example.com:8080/",
            ):
                print(await attempt(json(session, url)))
            async with session.get("https://ai.example.com/v1/stream?prompt=hi") as response:
                lines = [line async for line in response.content]
            print(len(lines), lines[0], lines[-2:])
            began = time.monotonic()
            answers = await asyncio.gather(
                *(json(session, f"https://api.example.com/products/{n}") for n in range(1, 11))
            )
            print([answer["id"] for answer in answers], time.monotonic() - began < 0.25)
            try:
                async with asyncio.timeout(1):
                    await json(session, "https://api.example.com/slow?seconds=5")
            except TimeoutError:
                print("given up")
            print(await json(session, "https://api.example.com/slow?seconds=1"))
            async with session.post("https://echo.example.com/?a=1", json={"b": 2}) as response:
                echo = await response.json()
            print(echo["method"], echo["query"], echo["body"])
            seen = await json(session, "https://api.example.com/requests")
            print(len(seen), seen[0])

    asyncio.run(main())
    """,
    [
        "['Anvil', 'Bicycle bell', 'Compass', 'Door stop'] False",
        "JSONDecodeError",
        "ContentTypeError",
        "ContentTypeError",
        "TooManyRedirects",
        "ClientConnectorDNSError",
        "ClientConnectorError",
        r"""44 b'data: {"token": "You"}\n' [b'data: [DONE]\n', b'\n']""",
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10] True",
        "given up",
        "{'waited': 1.0}",
        "POST {'a': '1'} {\"b\": 2}",
        "28 {'method': 'GET', 'url': 'https://api.example.com/products', 'time': 0.08, "
        "'status': 200}",
    ],
)

HTTPX: Program = (
    """
    import asyncio, httpx

    async def main():
        async with httpx.AsyncClient(follow_redirects=True) as client:
            page = await client.get("https://example.com/blog")
            print(page.status_code, page.http_version, "item" in page.text)
            for url in (
                "https://api.example.com/broken.json",
                "https://api.example.com/redirect-loop",
                "https://nowhere.example.com/",
            ):
                try:
                    print((await client.get(url)).json())
                except Exception as error:
                    print(type(error).__name__)
            chat = {"stream": True, "messages": [{"role": "user", "content": "hi"}]}
            url = "https://ai.example.com/v1/chat/completions"
            async with client.stream("POST", url, json=chat) as response:
                lines = [line async for line in response.aiter_lines() if line]
            print(len(lines), lines[-1])

    asyncio.run(main())
    with httpx.Client() as client:
        print([client.get("https://api.example.com/limited").status_code for _ in range(2)])
    print(httpx.get("https://example.com/").headers["content-type"])
    """,
    [
        "200 HTTP/1.1 True",
        "JSONDecodeError",
        "TooManyRedirects",
        "ConnectError",
        "23 data: [DONE]",
        "[200, 200]",
        "text/html; charset=utf-8",
    ],
)

MACHINES = pytest.mark.parametrize("machine_name", ["kernel", "kernel_without_jspi"])


@MACHINES
@pytest.mark.parametrize("program", [BLOCKING, AIOHTTP, HTTPX], ids=["urllib", "aiohttp", "httpx"])
def test_clients(request: pytest.FixtureRequest, machine_name: str, program: Program) -> None:
    machine: Kernel = request.getfixturevalue(machine_name)
    first = check(machine, program)
    second = check(machine, program)
    assert [line.time for line in first.lines] == [line.time for line in second.lines]


def test_in_real_time(kernel: Kernel) -> None:
    code, expected = BLOCKING
    lines = [line for line in expected if line != "0.175"]
    check(
        kernel, (code.replace("print(round(time.monotonic() - began, 3))", ""), lines), clock="real"
    )


def test_a_name_that_is_nowhere_says_which_are(kernel: Kernel) -> None:
    code = """
        import socket
        socket.create_connection(("www.python.org", 443))  # not https://example.com
    """
    result = kernel.run(textwrap.dedent(code))
    assert result.error is not None
    message = result.error["message"]
    assert "there is no 'www.python.org' in this tab; it has localhost" in message
    assert "api.example.com, echo.example.com, ai.example.com" in message


def test_a_stop_while_an_answer_is_awaited(kernel: Kernel) -> None:
    code = """
        import asyncio, aiohttp

        async def main():
            async with aiohttp.ClientSession() as session:
                try:
                    print("asking")
                    await session.get("https://api.example.com/slow?seconds=60")
                finally:
                    print("closing")

        asyncio.run(main())
    """
    result = kernel.run(textwrap.dedent(code), clock="real", stop_at_line="asking")
    assert result.outcome == "stopped"
    assert result.texts() == ["asking", "closing"]
    check(kernel, BLOCKING)


def test_the_console_asks_too(kernel: Kernel) -> None:
    code = "import urllib.request; URL = 'https://example.com/'"
    typed = "urllib.request.urlopen(URL).status"
    result = kernel.run(code, console=[{"evaluate": typed}])
    assert result.console[0].texts() == ["200"]
