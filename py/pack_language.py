"""Packs jedi and its parser into the archive that the editor's language interpreter unpacks.

Runs inside Pyodide at build time, as ``pack.py`` does and for the same reason. Stubs of other
people's packages are left out: they are four fifths of jedi.
"""

import importlib.util
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from pathlib import Path

LIBRARY = "/language/library"
"""Where `asyncarium._host` unpacks it."""

LEFT_OUT = ("jedi/third_party/django-stubs/", "jedi/third_party/typeshed/stubs/")

FIXED_DATE = (2026, 1, 1, 0, 0, 0)
"""The same input gives the same archive, byte for byte."""


def pack(wheels: list[Path], output: Path) -> str:
    """Write ``output`` from ``wheels``, each Python module as byte code beside its source.

    Returns:
        The licences of all that is in there.
    """
    files = {}
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            files |= {name: archive.read(name) for name in archive.namelist() if _is_wanted(name)}
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            _add(archive, name, data)
            if name.endswith(".py"):
                path = importlib.util.cache_from_source(name)
                _add(archive, path, _byte_code(name, data))
    texts = [
        f"{name}\n\n{data.decode()}" for name, data in sorted(files.items()) if _is_licence(name)
    ]
    return "\n\n".join(texts)


def _is_licence(name: str) -> bool:
    return name.rpartition("/")[2].startswith("LICENSE")


def _is_wanted(name: str) -> bool:
    return not (name.endswith("/") or name.startswith(LEFT_OUT))


def _byte_code(name: str, source: bytes) -> bytes:
    code = compile(source, f"{LIBRARY}/{name}", "exec", dont_inherit=True)
    pyc: bytes = _code_to_hash_pyc(code, importlib.util.source_hash(source), False)
    return pyc


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, FIXED_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)
