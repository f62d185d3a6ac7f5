"""Puts micropip on top of the page: what it fetches, and where it puts that."""

import io
import zipfile
from pathlib import Path
from typing import Any

from asyncarium_installer import coroutines
from asyncarium_installer.files import Files
from asyncarium_installer.index import ADDRESS, Wheelhouse, bundle_address

PYPI = "https://pypi.org/simple"

JSON = {"content-type": "application/vnd.pypi.simple.v1+json"}


class Bundle(bytes):
    """Stands for a wheel of this site's, which is unpacked another way."""

    name: str


class Layer:
    """The methods that micropip calls of what it runs on."""

    def __init__(self, files: Files, wheelhouse: Wheelhouse) -> None:
        self._files = files
        self._wheelhouse = wheelhouse

    async def fetch_string_and_headers(
        self, url: str, _options: object
    ) -> tuple[str, dict[str, str]]:
        """A page of an index."""
        if url.startswith(f"{ADDRESS}/"):
            return self._wheelhouse.project(url.split("/")[3]), JSON
        return self._files.get(url).read().decode(), JSON

    async def fetch_bytes(self, url: str, _options: object) -> bytes:
        """A wheel, or its metadata."""
        await coroutines.turn()
        if not url.startswith(f"{ADDRESS}/"):
            return self._files.get(url).read()
        name = url.split("/")[3]
        if url.endswith(".metadata"):
            return self._wheelhouse.metadata(name)
        self._files.get(bundle_address(name))
        bundle = Bundle(name.encode())
        bundle.name = name
        return bundle

    async def install(
        self, content: bytes, file: str, folder: str, metadata: dict[str, str] | None = None
    ) -> None:
        """Unpack a wheel."""
        if isinstance(content, Bundle):
            self._files.get(bundle_address(content.name)).unpack()
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as wheel:
                wheel.extractall(folder)
        _add_metadata(Path(folder), file, metadata or {})


def _add_metadata(folder: Path, file: str, metadata: dict[str, str]) -> None:
    name, version, *_ = file.split("-")
    for path in folder.glob(f"{name}-{version}.dist-info"):
        for key, text in metadata.items():
            (path / key).write_text(text, "utf-8")


def connect(files: Files, wheelhouse: Wheelhouse) -> Any:
    """A micropip that installs from there; its functions are the module's."""
    import micropip
    from micropip import package_manager, transaction

    layer = Layer(files, wheelhouse)
    manager = micropip._package_manager_singleton
    compat = manager.compat_layer
    for name in ("fetch_string_and_headers", "fetch_bytes", "install"):
        setattr(compat, name, staticmethod(getattr(layer, name)))
    # Pyodide's own packages are no part of this site.
    compat.lockfile_packages = {}
    compat.to_js = staticmethod(lambda content: content)
    manager.index_urls = [ADDRESS, PYPI]
    transaction.asyncio = package_manager.asyncio = coroutines
    return manager
