"""The diagnosis of a program that would wait for ever: who waits, for what, at which line.

A desktop would simply hang here until Ctrl-C. In a tab nothing can come from
outside, so the moment is known for certain and can be explained instead.
"""

import asyncio
from dataclasses import dataclass
from types import CodeType
from typing import Any


class DeadlockError(RuntimeError):
    """Every task waits for something that only another waiting task could bring about."""


@dataclass(frozen=True)
class Frame:
    """One coroutine of a task's chain of awaits."""

    code: CodeType
    line: int


def describe(tasks: set[asyncio.Task[Any]]) -> str:
    """The message of a DeadlockError for ``tasks``, a line each, in the order they were created."""
    lines = [_describe_task(task) for task in sorted(tasks, key=_creation_order)]
    head = "every task is waiting and nothing is left that could wake one"
    if not lines:
        return f"{head}: the loop has no task, no timer and nothing to read"
    return "\n".join(
        [
            f"{head}:",
            *lines,
            "On your machine this program would hang here until you press Ctrl-C.",
        ]
    )


def _creation_order(task: asyncio.Task[Any]) -> tuple[int, str]:
    # Automatic names count up (Task-1, Task-10); a name that the program chose
    # sorts after them, by itself.
    prefix, _, number = task.get_name().partition("Task-")
    if not prefix and number.isdigit():
        return int(number), ""
    return 1 << 62, task.get_name()


def _describe_task(task: asyncio.Task[Any]) -> str:
    coroutine = task.get_coro()
    frames = await_chain(coroutine)
    what = _waits_for(task, frames)
    name = getattr(coroutine, "__qualname__", type(coroutine).__name__)
    own = [frame for frame in frames if not _is_library(frame)]
    where = f" at line {own[-1].line}" if own else ""
    inside = f" of {own[-1].code.co_name}()" if own and own[-1].code.co_name != name else ""
    return f"  {task.get_name()} ({name}){where}{inside}: waits for {what}"


def await_chain(awaitable: object) -> list[Frame]:
    """The suspended frames from ``awaitable`` inwards, outermost first.

    Follows ``cr_await``, ``ag_await`` and ``gi_yieldfrom`` as
    ``asyncio.capture_call_graph`` does; ends where C takes over.
    """
    frames: list[Frame] = []
    current: Any = awaitable
    while current is not None:
        for kind in ("cr", "ag", "gi"):
            frame = getattr(current, f"{kind}_frame", None)
            if frame is not None:
                frames.append(Frame(frame.f_code, frame.f_lineno or 0))
                inner = "gi_yieldfrom" if kind == "gi" else f"{kind}_await"
                current = getattr(current, inner, None)
                break
        else:
            break
    return frames


def _is_library(frame: Frame) -> bool:
    return "asyncio" in frame.code.co_filename.replace("\\", "/").split("/")


def _waits_for(task: asyncio.Task[Any], frames: list[Frame]) -> str:
    operations = [frame.code for frame in frames if _is_library(frame)]
    public = [code for code in operations if not code.co_name.startswith("_")]
    if operations:
        return f"{(public or operations)[-1].co_qualname}()"
    future: Any = getattr(task, "_fut_waiter", None)
    if isinstance(future, asyncio.Task):
        return f"{future.get_name()} to end"
    children = getattr(future, "_children", None)
    if children:
        names = [child.get_name() for child in children if isinstance(child, asyncio.Task)]
        return f"gather() of {', '.join(names) or 'futures'}"
    return "a future that nobody has completed"
