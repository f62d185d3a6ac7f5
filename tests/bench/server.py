"""Serves both contenders from memory, the way a static host would.

``/site/`` is the built site, ``/bare/`` the bare page with Pyodide as its package has it.
"""

import gzip
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
DIST = ROOT / "dist"
PAGES = Path(__file__).parent / "pages"
PYODIDE = ROOT / "node_modules" / "pyodide"
PYODIDE_FILES = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
BARE_FILES = ("bare.js", "bare-worker.js")

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".zip": "application/zip",
}

HASHED_NAME = re.compile(r"-[\w-]{8,}\.\w+$")


@dataclass(frozen=True)
class Resource:
    """What is sent for an address: a gzipped body and the headers that depend on its name."""

    gzipped: bytes
    content_type: str
    cache_control: str


@contextmanager
def serving() -> Iterator[str]:
    """Serve until the block ends; gives the base URL, ``http://127.0.0.1:<port>``.

    The files are read now: a build that runs meanwhile changes nothing.
    """
    with _Server(_resources()) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _resources() -> dict[str, Resource]:
    """All resources by path."""
    files = {f"/site/{path.relative_to(DIST).as_posix()}": path for path in _built_files()}
    files["/site/"] = DIST / "index.html"
    files["/bare/"] = PAGES / "bare.html"
    files |= {f"/bare/{name}": PAGES / name for name in BARE_FILES}
    files |= {f"/bare/{name}": PYODIDE / name for name in PYODIDE_FILES}
    return {path: _resource(file) for path, file in files.items()}


def _built_files() -> list[Path]:
    files = [path for path in DIST.rglob("*") if path.is_file()]
    if not files:
        raise SystemExit("dist/ is empty: build the site first (make build)")
    return files


def _resource(file: Path) -> Resource:
    hashed = HASHED_NAME.search(file.name) is not None
    return Resource(
        gzipped=_gzip(file.read_bytes()),
        content_type=CONTENT_TYPES.get(file.suffix, "application/octet-stream"),
        cache_control="public, max-age=31536000, immutable" if hashed else "no-cache",
    )


@cache
def _gzip(content: bytes) -> bytes:
    """Cached: the two contenders' WebAssembly is one and the same, and takes a second."""
    return gzip.compress(content, mtime=0)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, resources: Mapping[str, Resource]) -> None:
        self.resources = resources
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body are two writes: the second must not wait for the first's acknowledgement.
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        resource = self.server.resources.get(urlsplit(self.path).path)
        if resource is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", resource.content_type)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(resource.gzipped)))
        self.send_header("Cache-Control", resource.cache_control)
        self.end_headers()
        self.wfile.write(resource.gzipped)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are no news."""
