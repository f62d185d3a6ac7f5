"""Programs that speak TLS. Only on the kernel: a desktop wants a certificate that is real."""

import pytest

from tests.pyodide.same import Program, check
from tests.support.machines import Kernel

STREAMS: Program = (
    """
    import asyncio, ssl

    async def serve(reader, writer):
        version = writer.get_extra_info("ssl_object").version()
        print("server:", version, await reader.readline())
        writer.write(b"hello\\n")
        writer.close()

    async def main():
        server_context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        server_context.load_cert_chain("server.pem")
        async with await asyncio.start_server(
            serve, "127.0.0.1", 443, ssl=server_context
        ) as server:
            for context in (True, ssl.create_default_context()):
                reader, writer = await asyncio.open_connection("127.0.0.1", 443, ssl=context)
                writer.write(b"hi\\n")
                await writer.drain()
                print(await reader.read(), writer.get_extra_info("cipher")[1])
                writer.close()
                await writer.wait_closed()
            reader, writer = await asyncio.open_connection("127.0.0.1", 443)
            writer.write(b"this is no TLS\\n")
            print("without:", await reader.read())
            writer.close()

        async def plain_then_tls(reader, writer):
            assert await reader.readline() == b"STARTTLS\\n"
            writer.write(b"go ahead\\n")
            await writer.start_tls(server_context)
            writer.write(await reader.readline())
            writer.close()

        server = await asyncio.start_server(plain_then_tls, "127.0.0.1", 25)
        reader, writer = await asyncio.open_connection("127.0.0.1", 25)
        writer.write(b"STARTTLS\\n")
        await reader.readline()
        await writer.start_tls(ssl.create_default_context(), server_hostname="localhost")
        writer.write(b"secret\\n")
        print(await reader.read())
        writer.close()
        server.close()

    asyncio.run(main())
    """,
    [
        r"server: TLSv1.3 b'hi\n'",
        r"b'hello\n' TLSv1.3",
        r"server: TLSv1.3 b'hi\n'",
        r"b'hello\n' TLSv1.3",
        "without: b''",
        r"b'secret\n'",
    ],
)

HTTPS: Program = (
    """
    import http.server, ssl, threading, urllib.error, urllib.request

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/page" else 404)
            self.end_headers()
            self.wfile.write(self.path.encode())

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("www.example.org", 443), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("server.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        with urllib.request.urlopen("https://www.example.org/page") as response:
            print(response.status, response.read())
        try:
            urllib.request.urlopen("https://www.example.org/none")
        except urllib.error.HTTPError as error:
            print(error, error.read())
        server.shutdown()
        thread.join()
    try:
        urllib.request.urlopen("https://www.example.org/page")
    except urllib.error.URLError as error:
        print(type(error.reason).__name__)
    """,
    ["200 b'/page'", "HTTP Error 404: Not Found b'/none'", "ConnectionRefusedError"],
)


@pytest.mark.parametrize("machine_name", ["kernel", "kernel_without_jspi"])
def test_streams(request: pytest.FixtureRequest, machine_name: str) -> None:
    machine: Kernel = request.getfixturevalue(machine_name)
    check(machine, STREAMS)


def test_https(kernel: Kernel) -> None:
    check(kernel, HTTPS)
