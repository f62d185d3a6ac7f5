"""Modules that a file of their name hides, as on a desktop.

There, ``import random`` finds a ``random.py`` beside the program first. Here it
would not: an interpreter that has just started holds many more modules than a
desktop's, because the kernel is made of them.
"""

import sys
from collections.abc import Iterable

LOADED_AT_START = {
    *("_collections_abc", "_sitebuiltins", "abc", "codecs", "encodings", "genericpath", "io"),
    *("os", "posixpath", "site", "stat", "zipimport"),
}
"""What ``python main.py`` has imported before its first line (CPython 3.14, by
``sys.modules``), beside what is built in: no file can hide these."""


def make_way_for(file_names: Iterable[str]) -> None:
    """Have the program's imports find its own files in place of loaded modules.

    Whoever holds one of those, such as the kernel, keeps it.

    Args:
        file_names: the program's files.
    """
    for name in file_names:
        module = name.removesuffix(".py")
        if module == name or not _can_be_hidden(module):
            continue
        for loaded in list(sys.modules):
            if loaded == module or loaded.startswith(f"{module}."):
                del sys.modules[loaded]


def _can_be_hidden(module: str) -> bool:
    return module not in LOADED_AT_START and module not in sys.builtin_module_names
