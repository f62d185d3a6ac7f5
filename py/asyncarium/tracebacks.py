"""Tracebacks as a desktop prints them, cut to the learner's own frames."""

import functools
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, TypeVar

MAIN = "main.py"
"""The learner's program; its other files are modules."""

TYPED = "<python-input-"
"""How the file name of what was typed at the console begins."""

MAX_MESSAGE = 10_000
"""Longer messages are cut; stderr has them whole."""


@dataclass(frozen=True)
class ErrorReport:
    """The exception that ended a program.

    Attributes:
        type: the exception class's name.
        message: ``str(exception)``, at most MAX_MESSAGE characters of it.
        line: the innermost line of main.py, or None.
        place: the innermost line of any file of the learner's, or None.
        text: the traceback as it stands on stderr.
    """

    type: str
    message: str
    line: int | None
    place: tuple[str, int] | None
    text: str


def report(exception: BaseException, directory: Path) -> ErrorReport:
    """Describe ``exception``; files below ``directory`` are the learner's."""
    shown = traceback.TracebackException.from_exception(exception, compact=True)
    _cut(shown, directory)
    return ErrorReport(
        type=type(exception).__name__,
        message=_message(exception),
        line=_line(exception, directory),
        place=_place(exception, directory),
        text="".join(shown.format()),
    )


def hide_own_frames() -> None:
    """Have the ``traceback`` module leave our frames out, of stacks and of tracebacks.

    On a desktop nothing runs below ``__main__``, and what we do in Python is
    done in C.
    """
    # The second is what TracebackException uses; it is C's way to a traceback, too.
    for name in ("walk_stack", "_walk_tb_with_full_positions", "walk_tb"):
        setattr(traceback, name, _without_ours(getattr(traceback, name)))


Step = TypeVar("Step", bound=tuple[Any, ...])


def _without_ours(walk: Callable[[Any], Iterable[Step]]) -> Callable[[Any], Iterable[Step]]:
    @functools.wraps(walk)
    def walk_others(start: Any) -> Iterable[Step]:
        steps = walk(start)
        if start is None:
            # walk_stack(None) counts its callers to find where to begin.
            return steps
        return (step for step in steps if not _is_ours(step[0]))

    return walk_others


def _is_ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).startswith(_PACKAGE)


_PACKAGE = (f"{__package__}.", "greenlet.")
"""The second switches stacks, which others do in C."""


def _message(exception: BaseException) -> str:
    try:
        text = str(exception)
    except Exception:  # a __str__ of the learner's may raise anything
        return "<exception str() failed>"
    return text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]}…"


def _cut(shown: traceback.TracebackException, directory: Path) -> None:
    """Drop every frame that is not the learner's, in the whole tree of causes and groups."""
    todo: list[traceback.TracebackException | None] = [shown]
    while todo:
        one = todo.pop()
        if one is None:
            continue
        one.stack[:] = [frame for frame in one.stack if is_own(frame.filename, directory)]
        todo += [one.__cause__, one.__context__, *(one.exceptions or [])]


def is_own(filename: str | None, directory: Path) -> bool:
    """Whether ``filename`` is one of the learner's files, or what was typed at the console."""
    if filename is None:
        return False
    return filename.startswith(TYPED) or Path(filename).is_relative_to(directory)


def _line(exception: BaseException, directory: Path) -> int | None:
    main = str(directory / MAIN)
    if isinstance(exception, SyntaxError) and exception.filename == main:
        return exception.lineno
    line: int | None = None
    step: TracebackType | None = exception.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == main:
            line = step.tb_lineno
        step = step.tb_next
    return line


def _place(exception: BaseException, directory: Path) -> tuple[str, int] | None:
    if isinstance(exception, SyntaxError) and _is_beside(exception.filename, directory):
        return Path(str(exception.filename)).name, exception.lineno or 1
    place: tuple[str, int] | None = None
    step: TracebackType | None = exception.__traceback__
    while step is not None:
        filename = step.tb_frame.f_code.co_filename
        if _is_beside(filename, directory):
            place = Path(filename).name, step.tb_lineno
        step = step.tb_next
    return place


def _is_beside(filename: str | None, directory: Path) -> bool:
    """Whether it lies right in ``directory``: the page knows no folders."""
    return filename is not None and Path(filename).parent == directory
