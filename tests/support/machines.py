"""Where a program can run in the tests: desktop CPython, and the kernel with and without JSPI."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

from tests.support.results import Line, Result

ROOT = Path(__file__).parents[2]
NODE = ROOT / "node_modules" / ".bin" / "node"
LIMIT_SECONDS = 120
"""No program of the tests takes longer; a machine that does hangs."""


class Machine(Protocol):
    """Runs programs, each in a fresh interpreter."""

    name: str

    def run(
        self,
        code: str,
        *,
        clock: str = "instant",
        stdin: str | None = "",
        files: Mapping[str, str] | None = None,
    ) -> Result:
        """Run ``code`` as main.py beside ``files`` to its end."""
        ...


class Kernel:
    """Real Pyodide under Node, driven by the page's own run-time code."""

    def __init__(self, *, jspi: bool) -> None:
        self.name = "kernel" if jspi else "kernel without JSPI"
        self._process = subprocess.Popen(
            [NODE, ROOT / "tests/pyodide/host.ts", "jspi" if jspi else "no-jspi"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        code: str,
        *,
        clock: str = "instant",
        stdin: str | None = "",
        files: Mapping[str, str] | None = None,
        typed: Sequence[str | None] = (),
        stop_at_line: str | None = None,
        stop_again_after: float | None = None,
    ) -> Result:
        """As `Machine.run`; can type input and press Stop as well.

        Args:
            typed: answers to ``input()``, with ``stdin=None``.
            stop_at_line: press Stop when this line has been printed.
            stop_again_after: milliseconds after which Stop is pressed again.
        """
        request = {
            "files": {**(files or {}), "main.py": code},
            "clock": clock,
            "stdin": stdin,
            "typed": list(typed),
            "stopAtLine": stop_at_line,
            "stopAgainAfter": stop_again_after,
        }
        _write_line(self._process.stdin, json.dumps(request))
        return Result.from_json(json.loads(_read_line(self._process.stdout)))

    def close(self) -> None:
        """End Node and every interpreter in it."""
        self._process.kill()
        self._process.communicate()


def _write_line(pipe: IO[str] | None, text: str) -> None:
    assert pipe is not None
    pipe.write(f"{text}\n")
    pipe.flush()


def _read_line(pipe: IO[str] | None) -> str:
    assert pipe is not None
    line = pipe.readline()
    assert line, "the kernel's host ended; its error stands above"
    return line


class Desktop:
    """This very CPython, in a process of its own. Lines carry no times: the clock is real."""

    name = "desktop"

    def run(
        self,
        code: str,
        *,
        clock: str = "real",
        stdin: str | None = "",
        files: Mapping[str, str] | None = None,
    ) -> Result:
        del clock
        with tempfile.TemporaryDirectory() as directory:
            for name, text in {**(files or {}), "main.py": code}.items():
                Path(directory, name).write_text(text, "utf-8")
            done = subprocess.run(
                [sys.executable, "main.py"],
                cwd=directory,
                input=stdin,
                capture_output=True,
                text=True,
                timeout=LIMIT_SECONDS,
                check=False,
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            )
        lines = [Line("stdout", text, 0) for text in done.stdout.splitlines()]
        errors = [Line("stderr", text, 0) for text in done.stderr.splitlines()]
        outcome = "finished" if done.returncode == 0 else "failed"
        return Result(outcome, lines + errors, None, 0)
