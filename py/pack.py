"""Packs the standard library and our own Python into one archive, compiled where it matters.

Runs inside Pyodide at build time, because byte code must come from the very CPython that will
load it. Pyodide's own archive holds sources only, so each start compiles the 140 modules that it
imports: three quarters of a cold start. Those modules get their byte code beside the source.
"""

import importlib
import importlib.util
import sys
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from pathlib import Path

ARCHIVE_ROOT = "/lib/python314.zip"
"""Where the archive lies at run time: the file names in byte code and tracebacks."""

IMPORTED_LATER = ("kernel.tls.into_ssl",)
"""What booting imports only when it runs, after it has replaced what these are made from."""

FIXED_DATE = (2026, 1, 1, 0, 0, 0)
"""The same input gives the same archive, byte for byte."""


def pack(stdlib: Path, package: Path, output: Path) -> None:
    """Write ``output`` from Pyodide's ``stdlib`` archive and our ``package`` directory."""
    modules = _sources(stdlib, package)
    compiled = _imported_at_boot(package)
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, source in sorted(modules.items()):
            if name in compiled:
                _add(archive, f"{name}c", _byte_code(name, source))
            _add(archive, name, source)


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
        file = getattr(module, "__file__", None) or ""
        for root in roots:
            if file.startswith(f"{root}/"):
                names.add(file.removeprefix(f"{root}/"))
    return names


def _byte_code(name: str, source: bytes) -> bytes:
    code = compile(source, f"{ARCHIVE_ROOT}/{name}", "exec", dont_inherit=True)
    pyc: bytes = _code_to_hash_pyc(code, importlib.util.source_hash(source), False)
    return pyc


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, FIXED_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)
