"""Promise: whatever a program does, its end is explained and the next run works."""

from collections.abc import Callable

import pytest

from tests.browser.site import PaneHandle, run_by_api

BAD = {
    "a syntax error": ("def main(:", "failed", "SyntaxError"),
    "sys.exit(3)": ("import sys\nsys.exit(3)", "failed", "SystemExit"),
    "os._exit": ("import os\nos._exit(3)", "failed", "SystemExit"),
    "deep recursion": ("def f(): f()\nf()", "failed", "RecursionError"),
    "a 200 MB string": ("print(len('x' * 200_000_000))", "finished", None),
    "a null byte": ("print(1)\0", "failed", "SyntaxError"),
    "a lone surrogate": ("print(chr(0xD800))", "failed", "UnicodeEncodeError"),
    "no asyncio.run": ("async def main(): pass\nmain()", "finished", None),
    "an exception group": (
        "raise ExceptionGroup('two', [ValueError(1), TypeError(2)])",
        "failed",
        "ExceptionGroup",
    ),
    "a deadlock": (
        "import asyncio\nasync def main():\n    await asyncio.Event().wait()\nasyncio.run(main())",
        "failed",
        "DeadlockError",
    ),
}


@pytest.mark.console_errors
def test_bad_programs(open_pane: Callable[..., PaneHandle]) -> None:
    page = open_pane().page
    for name, (code, outcome, error) in BAD.items():
        result = run_by_api(page, code, timeoutSeconds=30)
        assert result.outcome == outcome, (name, result)
        assert (result.error and result.error["type"]) == error, (name, result)
        after = run_by_api(page, "print('next')")
        assert (after.outcome, after.texts()) == ("finished", ["next"]), name


@pytest.mark.console_errors
def test_the_same_without_jspi(open_pane: Callable[..., PaneHandle]) -> None:
    page = open_pane(query="?jspi=off").page
    for name, (code, outcome, error) in BAD.items():
        result = run_by_api(page, code, timeoutSeconds=30)
        assert result.outcome == outcome, (name, result)
        assert (result.error and result.error["type"]) == error, (name, result)
