"""The files that a program has written, for its reader to view and keep."""

import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# The functions, not the modules: a program may put its own there.
from os import O_RDONLY, close, lstat, read, scandir
from os import open as open_file
from pathlib import Path

MAX_FILE_BYTES = 2**20
MAX_TOTAL_BYTES = 5 * 2**20
MAX_FILES = 200
"""The contents of so many travel, and no more bytes than that; of others the name and the size."""

MAX_LISTED = 1_000
MAX_PATH = 200
"""More files, and those of longer names, are only counted."""

_MAX_LOOKED_AT = 20_000


@dataclass(frozen=True)
class WrittenFile:
    """A file that is new, or not as it was given.

    Attributes:
        path: relative to the program's folder, with "/".
        size: in bytes.
        content: None if it is too much to be shown.
    """

    path: str
    size: int
    content: bytes | None


@dataclass(frozen=True)
class Written:
    """All files that a program has written; ``more`` are not listed."""

    files: tuple[WrittenFile, ...] = ()
    more: int = 0


def find_written(directory: Path, given: Mapping[str, bytes]) -> Written:
    """The regular files below ``directory`` that are not as ``given``, by name.

    Links are not followed, and what Python itself keeps (``__pycache__``) is
    left out.
    """
    found: list[WrittenFile] = []
    more = 0
    left = MAX_TOTAL_BYTES
    for path, size in sorted(_walk(str(directory), "")):
        if len(found) == MAX_LISTED or not _can_be_named(path):
            more += 1
            continue
        content = None
        fits = size <= min(left, MAX_FILE_BYTES) and len(found) < MAX_FILES
        if fits or size == len(given.get(path, b"")):
            content = _read(directory / path)
        if content is not None and content == given.get(path):
            continue
        found.append(WrittenFile(path, size, content if fits else None))
        left -= size if fits else 0
    return Written(tuple(found), more)


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, int]]:
    todo = [(folder, prefix)]
    looked_at = 0
    while todo:
        folder, prefix = todo.pop()
        try:
            names = sorted(entry.name for entry in scandir(folder))
        except OSError:
            continue
        for name in names:
            looked_at += 1
            if looked_at > _MAX_LOOKED_AT:
                return
            path = f"{folder}/{name}"
            try:
                found = lstat(path)
            except OSError:
                continue
            if stat.S_ISREG(found.st_mode):
                yield prefix + name, found.st_size
            elif stat.S_ISDIR(found.st_mode) and name != "__pycache__":
                todo.append((path, f"{prefix}{name}/"))


def _can_be_named(path: str) -> bool:
    """Whether the page takes it for a path: see ``WrittenFile`` in ``web/src/protocol.ts``."""
    return len(path) <= MAX_PATH and path.isprintable() and "\\" not in path


def _read(path: Path) -> bytes | None:
    try:
        file = open_file(path, O_RDONLY)
    except OSError:
        return None
    try:
        return read(file, MAX_FILE_BYTES + 1)
    except OSError:
        return None
    finally:
        close(file)
