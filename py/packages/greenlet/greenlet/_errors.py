"""What greenlets raise."""

from types import TracebackType
from typing import Any

from asyncarium.kernel.scheduler import Scheduler

NO_GREENLETS = (
    "greenlets can't switch: this browser can't suspend a call to run another one (no JavaScript "
    "Promise Integration). Chrome and Edge 137, Firefox 153 and Safari 27, or later, can. "
    "SQLAlchemy's asyncio needs greenlets."
)

CANT_SWITCH = (
    "greenlets can't switch here: "
    "Python was called back from JavaScript, and its frames can't be suspended"
)


class error(Exception):  # noqa: N801, N818 - the name that programs see
    """A switch that is not possible."""

    __module__ = "greenlet"


class GreenletExit(BaseException):
    """Ends a greenlet and no other: it becomes what the greenlet returns."""

    __module__ = "greenlet"


def check_can_switch(scheduler: Scheduler) -> None:
    """Raise RuntimeError if the running stack can't be left."""
    if not scheduler.host.threads:
        raise RuntimeError(NO_GREENLETS)
    if not scheduler.host.can_suspend():
        raise RuntimeError(CANT_SWITCH)


def made_exception(kind: Any, value: Any, traceback: Any) -> BaseException:
    """The exception of a ``raise`` statement of old, in three parts."""
    if traceback is not None and not isinstance(traceback, TracebackType):
        raise TypeError("throw() third argument must be a traceback object")
    if isinstance(kind, type) and issubclass(kind, BaseException):
        if isinstance(value, kind):
            made = value
        elif value is None:
            made = kind()
        else:
            made = kind(*value) if isinstance(value, tuple) else kind(value)
    elif isinstance(kind, BaseException):
        if value is not None:
            raise TypeError("instance exception may not have a separate value")
        made = kind
    else:
        name = type(kind).__name__
        raise TypeError(f"exceptions must be classes, or instances, not {name}")
    return made if traceback is None else made.with_traceback(traceback)
