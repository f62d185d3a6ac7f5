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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import CodeType

from asyncarium import left_over, shadowing, uncaught
from asyncarium.deadlock import DeadlockError
from asyncarium.kernel import unraisable
from asyncarium.messages import Outcome
from asyncarium.tracebacks import MAIN, ErrorReport, is_own, report


@dataclass(frozen=True)
class Ending:
    """How a program ended.

    Attributes:
        error: None unless it failed.
        gone: global names that are not left for the console.
    """

    outcome: Outcome
    error: ErrorReport | None = None
    gone: tuple[str, ...] = ()


def write_files(files: Mapping[str, str], directory: Path) -> dict[str, bytes]:
    """Write a program's files; returns their bytes."""
    # A lone surrogate can't be UTF-8; surrogatepass leaves it to the compiler
    # to say so, with the line.
    given = {name: text.encode("utf-8", "surrogatepass") for name, text in files.items()}
    for name, content in given.items():
        (directory / name).write_bytes(content)
    return given


def run_program(
    directory: Path,
    *,
    on_start: Callable[[], None] = lambda: None,
    stop_was_pressed: Callable[[], bool] = lambda: False,
    forget_threads: Callable[[], None] = lambda: None,
) -> Ending:
    """Run ``main.py`` in ``directory`` to its end, and leave its modules as they were before that.

    A traceback, and the text of ``sys.exit("text")``, go to ``sys.stderr`` as
    on a desktop.

    Args:
        directory: the program's working directory, with its files in it.
        on_start: called right before the program's first line.
        stop_was_pressed: tells an end that Stop brought about from one of the
            program's own.
        forget_threads: ends those that would outlive the program.
    """
    path = directory / MAIN
    os.chdir(directory)
    sys.argv[:] = [MAIN]
    sys.path[0] = str(directory)
    shadowing.make_way_for(os.listdir(directory))
    module = _main_module(path)

    def execute() -> None:
        code = _compile(path)
        on_start()
        exec(code, module.__dict__)

    ending = _end_of(execute, directory, stop_was_pressed)
    return _finish(ending, directory, forget_threads)


def _end_of(
    execute: Callable[[], None], directory: Path, stop_was_pressed: Callable[[], bool]
) -> Ending:
    try:
        execute()
    except SystemExit as exit_:
        return _exited(exit_, directory)
    except KeyboardInterrupt as interrupt:
        error = uncaught.show(interrupt, directory)
        _remember(interrupt, directory)
        return Ending("stopped") if stop_was_pressed() else Ending("failed", error)
    except BaseException as exception:
        error = uncaught.show(exception, directory)
        _remember(exception, directory)
        return Ending("failed", error)
    return Ending("stopped" if stop_was_pressed() else "finished")


def _remember(exception: BaseException, directory: Path) -> None:
    """Have what its frames hold live on until the modules are emptied, as the interpreter does."""
    with contextlib.suppress(BaseException):
        step = exception.__traceback__
        while step is not None and not is_own(step.tb_frame.f_code.co_filename, directory):
            step = step.tb_next
        exception.__traceback__ = step
        uncaught.remember(exception)


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


def _finish(ending: Ending, directory: Path, forget_threads: Callable[[], None]) -> Ending:
    """What the interpreter does after the last line of ``__main__``.

    As ``Py_FinalizeEx`` (Python/pylifecycle.c): threads, atexit, daemon threads, modules.

    Returns:
        ``ending``, unless the program gets stuck here.
    """
    try:
        threading._shutdown()  # type: ignore[attr-defined]
    except DeadlockError as error:
        # The same threads may have been stuck before; that was said then.
        if ending.outcome != "failed":
            ending = Ending("failed", uncaught.show(error, directory))
    except BaseException as error:
        unraisable.report(error, f"Exception ignored on threading shutdown {threading!r}")
    left = left_over.LeftOver()
    error_is_left = False

    def keep() -> None:
        nonlocal left, error_is_left
        own = _own_modules(directory)
        left = left_over.save(own)
        # For pdb.pm(), at the console.
        error_is_left = left_over.ends_in_silence(uncaught.remembered(), own)

    def forget() -> None:
        _forget_modules(directory, [] if error_is_left else uncaught.ways_to_forget())

    for step in (atexit._run_exitfuncs, forget_threads, keep, forget, uncaught.flush):
        # A Ctrl-C may come in any of them; the others are still to be done.
        with contextlib.suppress(BaseException):
            step()
    left.put_back()
    return replace(ending, gone=left.gone)


_AT_THE_END = compile("for clear in clears: clear()", "<sys>", "exec").replace(co_firstlineno=0)
"""What empties the modules. No line of the program runs any more then, and a
warning says "<sys>:0", on a desktop as here."""


def _forget_modules(directory: Path, before: Sequence[Callable[[], object]]) -> None:
    """Empty the program's own modules, after all of ``before``.

    Coroutines and tasks that nobody waited for report themselves when they
    are collected; those in a global variable only now.
    """
    # As on a desktop at this point, where nothing can be imported any more.
    sys.modules["tracemalloc"] = None  # type: ignore[assignment]
    own = [module.__dict__.clear for module in _own_modules(directory)]
    exec(_AT_THE_END, {"clears": [*before, *own, gc.collect]})


def _own_modules(directory: Path) -> list[types.ModuleType]:
    """The program's: those whose files are its own."""
    found = {
        id(module): module
        for module in list(sys.modules.values())
        if str(getattr(module, "__file__", None)).startswith(str(directory))
    }
    return list(found.values())
