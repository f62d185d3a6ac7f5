"""Greenlets: calls that are left half-way and gone on with, by hand.

A compatible module for the browser, written for this site. The real one
(https://github.com/python-greenlet/greenlet) copies C stacks in assembler; here
each greenlet has a stack of its own, which the browser switches.
"""

from typing import NoReturn

from greenlet._errors import NO_GREENLETS, GreenletExit, error
from greenlet._greenlet import getcurrent, gettrace, greenlet, settrace

__all__ = [
    "GREENLET_USE_CONTEXT_VARS",
    "GREENLET_USE_GC",
    "GREENLET_USE_TRACING",
    "NO_GREENLETS",
    "GreenletExit",
    "__version__",
    "error",
    "getcurrent",
    "gettrace",
    "greenlet",
    "settrace",
]

__version__ = "3.5.6"
"""The release whose behaviour this module has."""

GREENLET_USE_GC = True
GREENLET_USE_TRACING = True
GREENLET_USE_CONTEXT_VARS = True

_LEFT_OUT = {"_C_API", "CLOCKS_PER_SEC", "enable_optional_cleanup"} | {
    "get_clocks_used_doing_optional_cleanup",
    "get_pending_cleanup_count",
    "get_total_main_greenlets",
}


def __getattr__(name: str) -> NoReturn:
    if name in _LEFT_OUT:
        raise AttributeError(
            f"greenlet.{name} does not exist here: "
            "this is a compatible module in Python, and that name is about greenlet's C code"
        )
    raise AttributeError(f"module 'greenlet' has no attribute {name!r}")
