"""A plain static server for the tests, as any host would be: no special headers."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("application/wasm", ".wasm")

Answer = tuple[int, bytes] | None
"""(status, body), or None for the file itself."""


@dataclass
class StaticServer:
    """Serves ``root`` below ``prefix`` and remembers every request.

    Attributes:
        root: the folder that is served.
        prefix: the sub-path, with slashes at both ends.
        requests: "METHOD path" of each request, in order of arrival.
        answer: may answer a path in the file's place, to damage or withhold it.
    """

    root: Path
    prefix: str = "/"
    requests: list[str] = field(default_factory=list)
    answer: Callable[[str], Answer] = lambda _path: None

    def __post_init__(self) -> None:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.requests.append(f"{self.command} {self.path}")
                status, body, kind = server._respond(self.path.partition("?")[0])
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_POST = do_PUT = do_OPTIONS = do_HEAD = do_GET

            def log_message(self, *_args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of the served folder."""
        return f"http://127.0.0.1:{self._http.server_port}{self.prefix}"

    def close(self) -> None:
        """Stop answering."""
        self._http.shutdown()
        self._http.server_close()

    def _respond(self, path: str) -> tuple[int, bytes, str]:
        name = path.removeprefix(self.prefix) or "index.html"
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if (answer := self.answer(path)) is not None:
            return *answer, kind
        file = self.root / name
        if not path.startswith(self.prefix) or ".." in name or not file.is_file():
            return 404, b"not found", "text/plain"
        return 200, file.read_bytes(), kind
