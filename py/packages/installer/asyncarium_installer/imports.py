"""Which modules a program imports."""

import ast
import importlib.util
import re
import sys
from collections.abc import Mapping

DISTRIBUTIONS = {
    "PIL": "pillow",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "jwt": "pyjwt",
    "yaml": "pyyaml",
}
"""Modules whose package has another name."""

PACKAGE = re.compile(r"[A-Za-z0-9](\w*[A-Za-z0-9])?", re.ASCII)
"""What a package can be called; a module may have other names."""


def unknown_imports(files: Mapping[str, str]) -> dict[str, str]:
    """Modules that ``files`` import and that are nowhere, with the packages that may have them.

    Imports within functions and conditions count: they may be reached.
    """
    own = {name.removesuffix(".py") for name in files}
    found = set()
    for name, text in files.items():
        if name.endswith(".py"):
            found |= _top_level_imports(text)
    unknown = sorted(name for name in found - own if PACKAGE.fullmatch(name) and not _is_here(name))
    return {name: DISTRIBUTIONS.get(name, name) for name in unknown}


def _top_level_imports(text: str) -> set[str]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return set()  # whoever runs it is told
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


def _is_here(name: str) -> bool:
    if name in sys.stdlib_module_names or name in sys.modules:
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return True
