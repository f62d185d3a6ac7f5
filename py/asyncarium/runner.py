"""Runs a program as ``python main.py`` would, and says how it ended."""

import atexit
import builtins
import contextlib
import gc
import importlib.machinery
import os
import sys
import threading
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from asyncarium.deadlock import DeadlockError
from asyncarium.kernel import unraisable
from asyncarium.messages import Outcome
from asyncarium.tracebacks import MAIN, ErrorReport, report


@dataclass(frozen=True)
class Ending:
    """How a program ended; ``error`` is None unless it failed."""

    outcome: Outcome
    error: ErrorReport | None = None


def run_program(
    files: Mapping[str, str],
    directory: Path,
    *,
    on_start: Callable[[], None] = lambda: None,
    stop_was_pressed: Callable[[], bool] = lambda: False,
) -> Ending:
    """Write ``files`` into ``directory`` and run ``main.py`` there to its end.

    A traceback, and the text of ``sys.exit("text")``, go to ``sys.stderr`` as
    on a desktop.

    Args:
        files: file name to source text.
        directory: the program's working directory; exists.
        on_start: called right before the program's first line.
        stop_was_pressed: tells an end that Stop brought about from one of the
            program's own.
    """
    for name, text in files.items():
        # A lone surrogate can't be UTF-8; surrogatepass leaves it to the
        # compiler to say so, with the line.
        (directory / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    path = directory / MAIN
    os.chdir(directory)
    sys.argv[:] = [MAIN]
    sys.path[0] = str(directory)
    module = _main_module(path)

    def execute() -> None:
        code = _compile(path)
        on_start()
        exec(code, module.__dict__)

    ending = _end_of(execute, directory, stop_was_pressed)
    return _finish(ending, directory)


def _end_of(
    execute: Callable[[], None], directory: Path, stop_was_pressed: Callable[[], bool]
) -> Ending:
    try:
        execute()
    except SystemExit as exit_:
        return _exited(exit_, directory)
    except KeyboardInterrupt as interrupt:
        error = _show(interrupt, directory)
        return Ending("stopped") if stop_was_pressed() else Ending("failed", error)
    except BaseException as exception:
        return Ending("failed", _show(exception, directory))
    return Ending("stopped" if stop_was_pressed() else "finished")


def _main_module(path: Path) -> types.ModuleType:
    """A fresh ``__main__`` with the attributes that ``python main.py`` gives it."""
    module = types.ModuleType("__main__")
    module.__dict__.update(
        __file__=str(path),
        __builtins__=builtins,
        __loader__=importlib.machinery.SourceFileLoader("__main__", str(path)),
        __cached__=None,
    )
    sys.modules["__main__"] = module
    return module


def _compile(path: Path) -> CodeType:
    return compile(path.read_bytes(), str(path), "exec", dont_inherit=True)


def _exited(exit_: SystemExit, directory: Path) -> Ending:
    """What ``sys.exit(code)`` means: 0 or None is success; a text goes to stderr."""
    if exit_.code is None or exit_.code == 0:
        return Ending("finished")
    if not isinstance(exit_.code, int):
        with contextlib.suppress(BaseException):
            print(exit_.code, file=sys.stderr)
    return Ending("failed", report(exit_, directory))


def _show(exception: BaseException, directory: Path) -> ErrorReport:
    """Print the traceback as the interpreter would at its end, and describe it."""
    described = report(exception, directory)
    # A program may have left a hook or a stderr that fails, or none at all; and
    # a Ctrl-C may come in the middle of it.
    with contextlib.suppress(BaseException):
        if sys.excepthook is not _interpreters_own_hook:
            sys.excepthook(type(exception), exception, exception.__traceback__)
        else:
            _flush()
            sys.stderr.write(described.text)
    return described


_interpreters_own_hook = sys.excepthook


def _finish(ending: Ending, directory: Path) -> Ending:
    """What the interpreter does after the last line of ``__main__``.

    As ``Py_FinalizeEx`` (Python/pylifecycle.c): threads, atexit, modules.

    Returns:
        ``ending``, unless the program gets stuck here.
    """
    try:
        threading._shutdown()  # type: ignore[attr-defined]
    except DeadlockError as error:
        # The same threads may have been stuck before; that was said then.
        if ending.outcome != "failed":
            ending = Ending("failed", _show(error, directory))
    except BaseException as error:
        unraisable.report(error, f"Exception ignored on threading shutdown {threading!r}")
    for step in (atexit._run_exitfuncs, lambda: _forget_modules(directory), _flush):
        # A Ctrl-C may come in any of them; the others are still to be done.
        with contextlib.suppress(BaseException):
            step()
    return ending


_AT_THE_END = compile("for clear in clears: clear()", "<sys>", "exec").replace(co_firstlineno=0)
"""What empties the modules. No line of the program runs any more then, and a
warning says "<sys>:0", on a desktop as here."""


def _forget_modules(directory: Path) -> None:
    """Empty the program's own modules.

    Coroutines and tasks that nobody waited for report themselves when they
    are collected; those in a global variable only now.
    """
    # As on a desktop at this point, where nothing can be imported any more.
    sys.modules["tracemalloc"] = None  # type: ignore[assignment]
    own = [
        module.__dict__.clear
        for module in list(sys.modules.values())
        if str(getattr(module, "__file__", None)).startswith(str(directory))
    ]
    exec(_AT_THE_END, {"clears": [*own, gc.collect]})


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        # The program may have closed it, or put one of its own there that fails.
        with contextlib.suppress(BaseException):
            stream.flush()
