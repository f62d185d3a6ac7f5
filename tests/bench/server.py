"""Serves all pages from memory, the way a static host would.

``/site/`` is the built site, ``/bare/`` the bare page with Pyodide as its package has it. The peers
are beside them, each under its folder's name.

A file with a hash in its name may be kept for ever, and so may Pyodide's: pages have them from a
CDN that says so. Any other is asked for each time, and not sent again when it is the same.
"""

import gzip
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
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
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}

HASHED_NAME = re.compile(r"-[\w-]{8,}\.\w+$")


@dataclass(frozen=True)
class Resource:
    """What is sent for an address: a gzipped body and the headers that depend on its name."""

    gzipped: bytes
    content_type: str
    cache_control: str
    etag: str


@dataclass
class Traffic:
    """Counts the bytes of all bodies as they are sent: compressed, and whoever has asked."""

    _sent: int = 0
    _lock: Lock = field(default_factory=Lock)

    def add(self, count: int) -> None:
        with self._lock:
            self._sent += count

    @property
    def kilobytes(self) -> float:
        """Kilobytes (1,000 bytes) since the server was started."""
        return self._sent / 1_000


@dataclass(frozen=True)
class Serving:
    """A server: its ``base`` URL, ``http://127.0.0.1:<port>``, and what it has sent."""

    base: str
    traffic: Traffic


@contextmanager
def serving(peers: Iterable[Path]) -> Iterator[Serving]:
    """Serve until the block ends.

    ``peers`` are folders to serve besides the site and the bare page.

    The files are read now: a build that runs meanwhile changes nothing.
    """
    with _Server(_resources(peers)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Serving(f"http://127.0.0.1:{server.server_port}", server.traffic)
        finally:
            server.shutdown()
            thread.join()


def _resources(peers: Iterable[Path]) -> dict[str, Resource]:
    """All resources by path."""
    files = _folder("site", DIST)
    if not files:
        raise SystemExit("dist/ is empty: build the site first (make build)")
    for peer in peers:
        files |= _folder(peer.name, peer)
    files["/bare/"] = PAGES / "bare.html"
    files |= {f"/bare/{name}": PAGES / name for name in BARE_FILES}
    files |= {f"/bare/{name}": PYODIDE / name for name in PYODIDE_FILES}
    return {path: _resource(file) for path, file in files.items()}


def _folder(name: str, folder: Path) -> dict[str, Path]:
    """The files of ``folder`` by path, each ``index.html`` also as that of its folder."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    files = {f"/{name}/{path.relative_to(folder).as_posix()}": path for path in paths}
    return files | {
        path.removesuffix("index.html"): file
        for path, file in files.items()
        if file.name == "index.html"
    }


def _resource(file: Path) -> Resource:
    lasting = HASHED_NAME.search(file.name) is not None or file.parent == PYODIDE
    gzipped = _gzip(file.read_bytes())
    return Resource(
        gzipped=gzipped,
        content_type=CONTENT_TYPES.get(file.suffix, "application/octet-stream"),
        cache_control="public, max-age=31536000, immutable" if lasting else "no-cache",
        etag=f'"{hashlib.sha256(gzipped).hexdigest()}"',
    )


@cache
def _gzip(content: bytes) -> bytes:
    """Cached: the site's WebAssembly and the bare page's are the same, and take a second."""
    return gzip.compress(content, mtime=0)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, resources: Mapping[str, Resource]) -> None:
        self.resources = resources
        self.traffic = Traffic()
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that is closed drops its connections, whatever is on its way."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


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
        if self.headers.get("If-None-Match") == resource.etag:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.send_header("ETag", resource.etag)
            self.send_header("Cache-Control", resource.cache_control)
            self.end_headers()
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", resource.content_type)
        self.send_header("ETag", resource.etag)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(resource.gzipped)))
        self.send_header("Cache-Control", resource.cache_control)
        self.end_headers()
        self.wfile.write(resource.gzipped)
        self.server.traffic.add(len(resource.gzipped))

    def log_message(self, format: str, *args: object) -> None:
        """Requests are no news."""
