"""Exceptions that nobody can catch: shown as CPython shows them, by ``sys.unraisablehook``."""

import contextlib
import sys
import traceback
import types


def report(error: BaseException, message: str) -> None:
    """Show ``error`` under ``message``.

    A hook of the program's own may fail; that is ignored.
    """
    if sys.unraisablehook is sys.__unraisablehook__:
        # C's takes only what C made.
        with contextlib.suppress(Exception):
            print(f"{message}:", file=sys.stderr)
            traceback.print_exception(error, file=sys.stderr)
        return
    shown = types.SimpleNamespace(
        exc_type=type(error),
        exc_value=error,
        exc_traceback=error.__traceback__,
        err_msg=message,
        object=None,
    )
    with contextlib.suppress(BaseException):
        sys.unraisablehook(shown)
