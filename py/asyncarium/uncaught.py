"""Exceptions that nobody has caught: shown as the interpreter shows them."""

import contextlib
import functools
import sys
from collections.abc import Callable
from pathlib import Path

from asyncarium.tracebacks import ErrorReport, report

_interpreters_own_hook = sys.excepthook

explain: Callable[[BaseException], object] = lambda _error: None  # noqa: E731
"""Adds notes to an exception before it is shown; for who knows more of it."""


def show(exception: BaseException, directory: Path) -> ErrorReport:
    """Print the traceback as the interpreter would, and describe it.

    Args:
        exception: what was raised.
        directory: where the learner's files are; other frames are left out.
    """
    with contextlib.suppress(BaseException):
        explain(exception)
    described = report(exception, directory)
    # A program may have left a hook or a stderr that fails, or none at all; and
    # a Ctrl-C may come in the middle of it.
    with contextlib.suppress(BaseException):
        if sys.excepthook is not _interpreters_own_hook:
            sys.excepthook(type(exception), exception, exception.__traceback__)
        else:
            flush()
            sys.stderr.write(described.text)
    return described


def remember(exception: BaseException) -> None:
    """Where ``pdb.pm()`` and others look for the exception that was shown last."""
    values = (exception, type(exception), exception, exception.__traceback__)
    last = dict(zip(_LAST, values, strict=True))
    exec(_REMEMBER, {"last": last, "interpreter": sys})


_REMEMBER = compile(
    "for name in last: setattr(interpreter, name, last[name])", "<sys>", "exec"
).replace(co_firstlineno=0)
"""What the exception before this one held may warn as it ends: about no line of ours."""


_LAST = ("last_exc", "last_type", "last_value", "last_traceback")


def remembered() -> list[object]:
    """What `remember` has set, or the program itself."""
    return [vars(sys).get(name) for name in _LAST]


def ways_to_forget() -> list[Callable[[], object]]:
    """What undoes `remember`, without a frame of ours on which a warning would be blamed."""
    return [functools.partial(vars(sys).pop, name, None) for name in _LAST]


def flush() -> None:
    """Write out what the standard streams still hold."""
    for stream in (sys.stdout, sys.stderr):
        # The program may have closed it, or put one of its own there that fails.
        with contextlib.suppress(BaseException):
            stream.flush()
