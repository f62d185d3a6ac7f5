"""How much of the site there is to download besides Python itself."""

import gzip
from pathlib import Path


def page_kilobytes(dist: Path) -> float:
    """Kilobytes (1,000 bytes) of all scripts and styles in ``dist``, each as ``gzip -9`` leaves it.

    The engine's files are not counted: every page with Pyodide has those.
    """
    files = [
        path
        for path in dist.rglob("*")
        if path.suffix in {".js", ".mjs", ".css"} and dist / "engine" not in path.parents
    ]
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) / 1_000
