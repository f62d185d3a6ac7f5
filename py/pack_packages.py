"""Packs wheels, and our own packages, into the bundles that programs import from.

Runs inside Pyodide at build time, as ``pack.py`` does and for the same reason: each module comes
with its byte code. What a package needs is decided here, too, for the very Python that will run it.

A bundle is one gzip file: the length of a JSON list of paths and sizes (four bytes, little-endian),
that list, and the contents one after the other.
"""

import gzip
import importlib.util
import json
import struct
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from email.message import Message
from email.parser import Parser
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from pathlib import Path, PurePosixPath

SITE_PACKAGES = "/lib/python3.14/site-packages"
"""Where a bundle is unpacked at run time: the file names in byte code and tracebacks."""

NOT_FOR_RUNNING = (".pyi", ".pyx", ".pxd", ".c", ".h")

SELDOM_IMPORTED = (
    *("pygments/lexers/", "pygments/styles/", "pygments/formatters/", "sqlalchemy/testing/"),
    *(f"sqlalchemy/dialects/{name}/" for name in ("mssql", "mysql", "oracle")),
)
"""Large parts that nearly no program imports: they come as sources only."""


@dataclass(frozen=True)
class Package:
    """What the page and the resolver know of a distribution.

    Attributes:
        name: normalized.
        imports: its top-level modules.
        needs: normalized names of the others that come with it, directly.
        requires: its ``Requires-Dist``, as it wrote them.
    """

    name: str
    version: str
    imports: list[str]
    needs: list[str]
    requires: list[str]
    extras: list[str]
    licence: str


def pack(wheels: list[Path], own: Path, output: Path) -> str:
    """Write ``NAME.bundle`` and ``NAME.metadata`` for each package into ``output``.

    Args:
        wheels: pure ones; ``packaging`` is among them.
        own: a folder for each package of ours, laid out as it is to be unpacked.

    Returns:
        JSON: the packages, without where they are.

    Raises:
        ValueError: a requirement that nothing here meets.
    """
    contents = [_read_wheel(path) for path in wheels]
    contents += [_read_folder(path) for path in sorted(own.iterdir()) if path.is_dir()]
    packages = []
    for files in contents:
        package, metadata = _describe(files)
        packages.append(package)
        _write(files, output / f"{package.name}.bundle")
        (output / f"{package.name}.metadata").write_bytes(metadata)
    sys.path[:0] = [str(path) for path in wheels if path.name.startswith("packaging-")]
    return json.dumps([asdict(_with_needs(package, packages)) for package in packages])


def _read_wheel(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}


def _read_folder(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def _describe(files: Mapping[str, bytes]) -> tuple[Package, bytes]:
    (name,) = (name for name in files if name.endswith(".dist-info/METADATA"))
    headers = Parser().parsestr(files[name].decode("utf-8"))
    package = Package(
        name=_normalize(headers["Name"]),
        version=headers["Version"],
        imports=sorted(_top_level(files)),
        needs=[],
        requires=headers.get_all("Requires-Dist", []),
        extras=headers.get_all("Provides-Extra", []),
        licence=_licence(headers, files),
    )
    return package, files[name]


def _normalize(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _top_level(files: Mapping[str, bytes]) -> set[str]:
    parts = [PurePosixPath(name).parts for name in files if name.endswith(".py")]
    return {first.removesuffix(".py") for first, *_ in parts if ".data" not in first}


def _licence(headers: Message, files: Mapping[str, bytes]) -> str:
    texts = [
        data.decode("utf-8", "replace").strip()
        for name, data in sorted(files.items())
        if ".dist-info/" in name and name.rpartition("/")[2].upper().startswith(("LICEN", "NOTICE"))
    ]
    said = headers["License-Expression"] or headers["License"] or ""
    short = [said] if said and "\n" not in said else []
    return "\n\n".join([f"{headers['Name']} {headers['Version']}", *short, *texts])


def _with_needs(package: Package, others: list[Package]) -> Package:
    from packaging.requirements import Requirement

    versions = {other.name: other.version for other in others}
    needs = []
    for text in package.requires:
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        name = _normalize(requirement.name)
        version = versions.get(name)
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            raise ValueError(f"{package.name} needs {text}, and there is {version or 'none'}")
        needs.append(name)
    return replace(package, needs=sorted(needs))


def _write(files: Mapping[str, bytes], output: Path) -> None:
    packed: dict[str, bytes] = {}
    for name, data in sorted(files.items()):
        if name.endswith(NOT_FOR_RUNNING):
            continue
        packed[name] = data
        seldom = name.startswith(SELDOM_IMPORTED) and not name.endswith("/__init__.py")
        if name.endswith(".py") and not seldom and (code := _byte_code(name, data)) is not None:
            packed[importlib.util.cache_from_source(name)] = code
    listing = json.dumps([[name, len(data)] for name, data in packed.items()]).encode()
    content = b"".join([struct.pack("<I", len(listing)), listing, *packed.values()])
    output.write_bytes(gzip.compress(content, mtime=0))


def _byte_code(name: str, source: bytes) -> bytes | None:
    try:
        code = compile(source, f"{SITE_PACKAGES}/{name}", "exec", dont_inherit=True)
    except SyntaxError:
        return None  # a template, or for another Python: whoever imports it hears of it
    pyc: bytes = _code_to_hash_pyc(code, importlib.util.source_hash(source), False)
    return pyc
