"""Packs the standard library and our own Python into one archive, compiled where it matters.

Runs inside Pyodide at build time, because byte code must come from the very CPython that will
load it. Pyodide's own archive holds sources only, so each start compiles the 140 modules that it
imports: three quarters of a cold start. Those modules get their byte code, too.

The archive is a plain zip with nothing compressed in it. It is shipped as one xz file: byte code
says much of what its source says, and all sources are of one language, so that together they take
three fifths of what they take one by one.
"""

import importlib
import importlib.util
import lzma
import sys
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from importlib.machinery import FrozenImporter
from pathlib import Path
from types import ModuleType

ARCHIVE_ROOT = "/lib/python314.zip"
"""Where the archive lies at run time: the file names in byte code and tracebacks."""

IMPORTED_LATER = ("kernel.tls.into_ssl",)
"""What booting imports only when it runs, after it has replaced what these are made from."""

NOT_WORTH_IT = frozenset({"_pyodide/_core_docs.py"})
"""Docstrings and nothing else: compiled at once, and as long again as byte code."""

XZ_FILTERS = [
    {
        "id": lzma.FILTER_LZMA2,
        "preset": 9 | lzma.PRESET_EXTREME,
        "dict_size": 1 << 24,  # all of it; whoever unpacks it needs that much memory
        "lc": 4,
        "pb": 0,  # text, and byte code, which is aligned to nothing
    }
]

FIXED_DATE = (2026, 1, 1, 0, 0, 0)
"""The same input gives the same archive, byte for byte."""


def pack(stdlib: Path, package: Path, output: Path) -> None:
    """Write ``output`` from Pyodide's ``stdlib`` archive and our ``package`` directory."""
    modules = _sources(stdlib, package)
    compiled = _imported_at_boot(package) - NOT_WORTH_IT
    with zipfile.ZipFile(output, "w") as archive:
        # What is alike stands together: first all sources, then all byte code.
        for name, source in sorted(modules.items()):
            _add(archive, name, source)
        for name in sorted(compiled & modules.keys()):
            _add(archive, f"{name}c", _byte_code(name, modules[name]))


def compress(archive: Path, output: Path) -> None:
    """Write ``output``, an xz file with ``archive`` in it."""
    packed = lzma.compress(archive.read_bytes(), check=lzma.CHECK_CRC32, filters=XZ_FILTERS)
    output.write_bytes(packed)


def _sources(stdlib: Path, package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(stdlib) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}
    for path in package.rglob("*.py"):
        files[path.relative_to(package.parent).as_posix()] = path.read_bytes()
    return files


def _imported_at_boot(package: Path) -> set[str]:
    """Archive names of all modules that a started interpreter holds, ours included."""
    sys.path.insert(0, str(package.parent))
    for name in ("_host", *IMPORTED_LATER):
        importlib.import_module(f"{package.name}.{name}")
    roots = (ARCHIVE_ROOT, str(package.parent))
    names = set()
    for module in list(sys.modules.values()):
        if _is_frozen(module):
            continue  # its byte code is in the interpreter itself
        file = getattr(module, "__file__", None) or ""
        for root in roots:
            if file.startswith(f"{root}/"):
                names.add(file.removeprefix(f"{root}/"))
    return names


def _is_frozen(module: ModuleType) -> bool:
    spec = getattr(module, "__spec__", None)
    return spec is not None and spec.loader is FrozenImporter


def _byte_code(name: str, source: bytes) -> bytes:
    code = compile(source, f"{ARCHIVE_ROOT}/{name}", "exec", dont_inherit=True)
    pyc: bytes = _code_to_hash_pyc(code, importlib.util.source_hash(source), False)
    return pyc


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, FIXED_DATE), data)
