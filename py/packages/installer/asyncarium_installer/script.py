"""Inline script metadata: what a program says of itself in a ``# /// script`` block (PEP 723)."""

import re
import tomllib
from dataclasses import dataclass

BLOCK = re.compile(r"(?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(^#(| .*)$\s)+)^# ///$")
"""As the specification gives it."""


class ScriptError(Exception):
    """The block can't be understood; the text says why."""


@dataclass(frozen=True)
class Script:
    """What the block asks for."""

    dependencies: tuple[str, ...] = ()
    requires_python: str | None = None


def read_script(text: str) -> Script:
    """The metadata of a program's text; an empty one where it has none.

    Raises:
        ScriptError: there are several blocks, or what stands there is not what it should be.
    """
    blocks = [match for match in BLOCK.finditer(text) if match["type"] == "script"]
    if not blocks:
        return Script()
    if len(blocks) > 1:
        raise ScriptError("There is more than one # /// script block: keep one of them.")
    lines = blocks[0]["content"].splitlines()
    try:
        table = tomllib.loads("\n".join(line[2:] for line in lines))
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(f"The # /// script block is not valid TOML: {error}") from None
    dependencies = table.get("dependencies", [])
    requires_python = table.get("requires-python")
    if not isinstance(dependencies, list) or not all(isinstance(d, str) for d in dependencies):
        raise ScriptError("In the # /// script block, dependencies must be a list of texts.")
    if requires_python is not None and not isinstance(requires_python, str):
        raise ScriptError("In the # /// script block, requires-python must be a text.")
    return Script(tuple(dependencies), requires_python)
