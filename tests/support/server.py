"""A plain static server for the tests, as any host would be: no special headers."""

from __future__ import annotations

import contextlib
import mimetypes
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("application/wasm", ".wasm")

BREAK_SECONDS = 60

Answer = tuple[int, bytes] | None
"""(status, body), or None for the file itself."""


@dataclass
class StaticServer:
    """Serves ``root`` below ``prefix`` and remembers every request.

    Attributes:
        root: the folder that is served; another one may take its place.
        prefix: the sub-path, with slashes at both ends.
        requests: "METHOD path" of each request, in order of arrival.
        missing: the paths that were answered with 404.
        answer: may answer a path in the file's place, to damage or withhold it.
        cut: the part of a path's file after which the connection breaks; None to send all of it.
        may_break: while it is cleared, a connection that is to break stays open instead.
        ranges: path and "Range" header of each request for a part of a file.
        headers: what a host adds to the answer for a path.
        port: any free one by default; a named one keeps the origin of a server that is gone.
    """

    root: Path
    prefix: str = "/"
    requests: list[str] = field(default_factory=list)
    answer: Callable[[str], Answer] = lambda _path: None
    cut: Callable[[str], float | None] = lambda _path: None
    ranges: list[tuple[str, str]] = field(default_factory=list)
    headers: Callable[[str], dict[str, str]] = lambda _path: {}
    port: int = 0
    missing: list[str] = field(default_factory=list)
    may_break: threading.Event = field(default_factory=threading.Event)
    _connections: set[socket.socket] = field(default_factory=set)

    def __post_init__(self) -> None:
        server = self
        self.may_break.set()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                server._connections.add(self.connection)

            def handle(self) -> None:
                with contextlib.suppress(ConnectionError):  # by a closed page
                    super().handle()

            def finish(self) -> None:
                server._connections.discard(self.connection)
                with contextlib.suppress(OSError):  # nobody is left to read what was not sent
                    super().finish()

            def do_GET(self) -> None:
                server.requests.append(f"{self.command} {self.path}")
                status, body, kind = server._respond(self.path.partition("?")[0])
                if status == 404:
                    server.missing.append(self.path)
                wanted = self.headers.get("Range", "")
                if status == 200 and (first := _first_byte(wanted)) is not None:
                    server.ranges.append((self.path, wanted))
                    status = 206
                    total = len(body)
                    body = body[first:]
                self.send_response(status)
                if status == 206:
                    self.send_header("Content-Range", f"bytes {first}-{total - 1}/{total}")
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                for name, value in server.headers(self.path).items():
                    self.send_header(name, value)
                self.end_headers()
                cut = server.cut(self.path)
                if self.command != "HEAD":
                    self.wfile.write(body if cut is None else body[: int(len(body) * cut)])
                if cut is not None:
                    server.may_break.wait(BREAK_SECONDS)
                self.close_connection = self.close_connection or cut is not None

            do_POST = do_PUT = do_OPTIONS = do_HEAD = do_GET

            def log_message(self, *_args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._http.daemon_threads = True
        self.port = self._http.server_port
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of the served folder."""
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    def close(self) -> None:
        """Stop answering, also those who are connected already."""
        self._http.shutdown()
        self._http.server_close()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def again(self) -> StaticServer:
        """The same site at the same address, after ``close``."""
        return StaticServer(self.root, self.prefix, headers=self.headers, port=self.port)

    def _respond(self, path: str) -> tuple[int, bytes, str]:
        name = path.removeprefix(self.prefix)
        name = f"{name}index.html" if name == "" or name.endswith("/") else name
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if (answer := self.answer(path)) is not None:
            return *answer, kind
        file = self.root / name
        if not path.startswith(self.prefix) or ".." in name or not file.is_file():
            return 404, b"not found", "text/plain"
        return 200, file.read_bytes(), kind


def _first_byte(wanted: str) -> int | None:
    """Where a "Range: bytes=N-" begins; None for none, and for others, which nobody has to obey."""
    match = re.fullmatch(r"bytes=(\d+)-", wanted)
    return None if match is None else int(match[1])
