"""Runs one program on whatever machine a test is given, and compares what it printed."""

import textwrap
from collections.abc import Mapping

from tests.support.machines import Machine
from tests.support.results import Result

Program = tuple[str, list[str]]
"""Its text, and the lines that it must print."""

ATTEMPT = """
import errno

def attempt(function, *args):
    "What calling it gives: its result, or the type of its exception and the error's name."
    try:
        return function(*args)
    except OSError as error:
        name = errno.errorcode.get(error.errno)
        return f"{type(error).__name__} {name}" if name else type(error).__name__
    except Exception as error:
        return type(error).__name__
"""
"""What a program of `PROGRAMS` may call: texts and numbers of errors differ between systems."""


def check(
    machine: Machine,
    program: Program,
    *,
    stdin: str = "",
    files: Mapping[str, str] | None = None,
    clock: str = "instant",
) -> Result:
    """Run ``program``: it prints what it must, complains about nothing and finishes."""
    code, expected = program
    result = machine.run(textwrap.dedent(code), stdin=stdin, files=files, clock=clock)
    assert result.texts("stderr") == []
    assert result.texts() == expected
    assert result.outcome == "finished"
    return result
