"""What CPython keeps for each thread, and so all greenlets of a thread share.

Here every stack has a thread state of its own: a switch carries these from one to the next.
"""

import asyncio
import sys
from typing import Any

Shared = tuple[asyncio.AbstractEventLoop | None, Any, Any, int, Any, Any]
"""The running event loop and its current task, and the hooks that are set."""


def leave() -> Shared:
    """Take it from the stack that is left."""
    loop = asyncio._get_running_loop()
    return (
        loop,
        # A stack that is suspended for long must not keep a task alive.
        None if loop is None else _swap_current_task(loop, None),
        sys.get_asyncgen_hooks(),
        sys.get_coroutine_origin_tracking_depth(),
        sys.gettrace(),
        sys.getprofile(),
    )


def enter(shared: Shared) -> None:
    """Give it to the stack that is entered."""
    loop, task, generator_hooks, origin_depth, trace, profile = shared
    if loop is not asyncio._get_running_loop():
        asyncio._set_running_loop(loop)
    if task is not None:
        _swap_current_task(loop, task)
    if generator_hooks != sys.get_asyncgen_hooks():
        sys.set_asyncgen_hooks(*generator_hooks)
    if origin_depth != sys.get_coroutine_origin_tracking_depth():
        sys.set_coroutine_origin_tracking_depth(origin_depth)
    if trace is not sys.gettrace():
        sys.settrace(trace)
    if profile is not sys.getprofile():
        sys.setprofile(profile)


def _swap_current_task(loop: Any, task: Any) -> Any:
    """As C's; new in CPython 3.12, and this module is imported by older ones, too."""
    return asyncio.tasks._swap_current_task(loop, task)  # type: ignore[attr-defined]
