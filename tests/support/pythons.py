"""The Pythons of this machine: the tests' own, and a newer one for what needs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

VARIABLE = "ASYNCARIUM_PYTHON"
NAMES = ["python3.14", "python3.13", "python3.12"]
ASK_VERSION = "import sys; print(*sys.version_info[:2])"
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Python:
    """A CPython and its version, as (3, minor)."""

    path: str
    version: tuple[int, int]


OWN = Python(sys.executable, sys.version_info[:2])


def newest() -> Python:
    """The newest Python here: the variable's or else the PATH's, unless the tests' own is newer.

    Raises:
        RuntimeError: the variable names something that is no Python.
    """
    other = _named() or _on_path()
    return OWN if other is None or other.version <= OWN.version else other


def _named() -> Python | None:
    path = os.environ.get(VARIABLE)
    if not path:
        return None
    python = _ask(path)
    if python is None:
        raise RuntimeError(f"{VARIABLE} names no Python that runs: {path}")
    return python


def _on_path() -> Python | None:
    paths = [path for name in NAMES if (path := shutil.which(name))]
    # A name may be there and run nothing, as pyenv's of a version that is not switched on.
    return next((python for path in paths if (python := _ask(path))), None)


def _ask(path: str) -> Python | None:
    try:
        done = subprocess.run(
            [path, "-c", ASK_VERSION],
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        major, minor = map(int, done.stdout.split())
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return Python(path, (major, minor))
