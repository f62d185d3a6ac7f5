"""Where a program can run in the tests: desktop CPython, and the kernel with and without JSPI."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

from tests.support.results import Line, Result

ROOT = Path(__file__).parents[2]
NODE = ROOT / "node_modules" / ".bin" / "node"
HOME = "/home/learner"
"""Where a program is on the kernel."""
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
        console: Sequence[Mapping[str, object]] = (),
        pypi: Mapping[str, bytes] | None = None,
        prepared: bool = False,
    ) -> Result:
        """As `Machine.run`; can type input and press Stop as well.

        Args:
            typed: answers to ``input()``, with ``stdin=None``.
            stop_at_line: press Stop when this line has been printed.
            stop_again_after: milliseconds after which Stop is pressed again.
            console: what is done at the console afterwards; a ``Step`` of
                tests/pyodide/console.ts each.
            pypi: what PyPI has, by address; None for a reader who does not want it.
            prepared: import its packages ahead, as the page does from the second run on.
        """
        request = {
            "files": {**(files or {}), "main.py": code},
            "clock": clock,
            "stdin": stdin,
            "typed": list(typed),
            "stopAtLine": stop_at_line,
            "stopAgainAfter": stop_again_after,
            "console": list(console),
            "prepared": prepared,
            "pypi": None if pypi is None else _base64(pypi),
        }
        _write_line(self._process.stdin, json.dumps(request))
        return Result.from_json(json.loads(_read_line(self._process.stdout)))

    def close(self) -> None:
        """End Node and every interpreter in it."""
        self._process.kill()
        self._process.communicate()


def _base64(files: Mapping[str, bytes]) -> dict[str, str]:
    return {url: b64encode(content).decode("ascii") for url, content in files.items()}


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
    """A CPython of this machine, each program in a process of its own.

    Lines carry no times: the clock is real. Paths are as on the kernel.
    """

    name = "desktop"

    def __init__(self, python: str = sys.executable, path: Sequence[Path] = ()) -> None:
        """``python``, with ``path`` to import from beside its own."""
        self._python = python
        self._path = os.pathsep.join(map(str, path))

    def run(
        self,
        code: str,
        *,
        clock: str = "real",
        stdin: str | None = "",
        files: Mapping[str, str] | None = None,
        limit: float | None = None,
    ) -> Result:
        """As `Machine.run`.

        Args:
            limit: kill it after so many seconds; the result then has what it printed until then.
        """
        del clock
        with tempfile.TemporaryDirectory() as directory:
            for name, text in {**(files or {}), "main.py": code}.items():
                Path(directory, name).write_text(text, "utf-8")
            process = subprocess.Popen(
                [self._python, *([] if limit is None else ["-u"]), "main.py"],
                cwd=directory,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                env={
                    **os.environ,
                    "PYTHONIOENCODING": "utf-8",
                    "PYTHON_COLORS": "0",
                    "PYTHONPATH": self._path,
                },
            )
            try:
                outputs = process.communicate(stdin, limit or LIMIT_SECONDS)
                outcome = "finished" if process.returncode == 0 else "failed"
            except subprocess.TimeoutExpired:
                process.kill()
                outputs = process.communicate()
                if limit is None:
                    raise
                outcome = "killed"
            here = str(Path(directory).resolve())
        lines = [
            Line(stream, text, 0)
            for stream, output in zip(("stdout", "stderr"), outputs, strict=True)
            for text in output.replace(here, HOME).splitlines()
        ]
        return Result(outcome, lines, None, 0)
