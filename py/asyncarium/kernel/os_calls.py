"""Calls of ``os`` that take any descriptor, for those of sockets too."""

import functools
import os
from collections.abc import Callable
from typing import Any

from asyncarium.kernel import sockets
from asyncarium.kernel.network.descriptors import Descriptors


def install(descriptors: Descriptors) -> None:
    """Have ``os`` know the descriptors of sockets."""

    def get_blocking(fd: int) -> bool:
        return descriptors.get(fd).blocking

    def set_blocking(fd: int, blocking: bool) -> None:
        descriptors.get(fd).blocking = blocking

    calls: dict[str, Callable[..., Any]] = {
        "close": sockets.close,
        "get_blocking": get_blocking,
        "set_blocking": set_blocking,
        # Nothing inherits a descriptor where no process can be started.
        "get_inheritable": lambda _fd: False,
        "set_inheritable": lambda _fd, _inheritable: None,
    }
    for name, for_sockets in calls.items():
        setattr(os, name, _choose(descriptors, getattr(os, name), for_sockets))


def _choose(
    descriptors: Descriptors, for_files: Callable[..., Any], for_sockets: Callable[..., Any]
) -> Callable[..., Any]:
    @functools.wraps(for_files)
    def call(fd: int, *args: Any) -> Any:
        chosen = for_files if descriptors.find(fd) is None else for_sockets
        return chosen(fd, *args)

    return call
