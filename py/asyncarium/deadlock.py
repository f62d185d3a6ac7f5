"""The diagnosis of a program that would wait for ever: who waits, for what, at which line.

A desktop would simply hang here until Ctrl-C. In a tab nothing can come from
outside, so the moment is known for certain and can be explained instead.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from asyncarium.kernel.network.datagram import Datagram
from asyncarium.kernel.network.listener import Listener
from asyncarium.kernel.polling import Polling
from asyncarium.kernel.scheduler import GreenThread
from asyncarium.kernel.selector import KernelSelector
from asyncarium.kernel.sockets import socket
from asyncarium.kernel.system import System

_LIBRARY = (os.path.dirname(os.__file__), str(Path(__file__).parent))
"""Where the standard library and this package are: what is not there is the program's own."""


class DeadlockError(RuntimeError):
    """Everything waits for something that only another waiting thing could bring about."""


@dataclass(frozen=True)
class Frame:
    """One coroutine of a task's chain of awaits."""

    code: CodeType
    line: int


def diagnose(system: System) -> DeadlockError | None:
    """The error for a program of which every thread waits; None if it may go on waiting.

    It may when it waits for Ctrl-C, or serves: on a desktop, too, a server
    without clients just waits. That some server is open beside a task that
    waits for something else is no reason to wait.
    """
    threads = list(system.scheduler.parked)
    if _handles_sigint(signal.getsignal(signal.SIGINT)):
        return None
    watched = [opened.end for opened in system.network.descriptors.all() if opened.is_watched()]
    # A server of datagrams has no serve_forever() by which to tell it.
    if any(isinstance(end, Datagram) for end in watched):
        return None
    if any(isinstance(end, Listener) for end in watched) and any(map(_serves, threads)):
        return None
    return DeadlockError(describe(threads, system.network.listening()))


_WAITS_FOR_CLIENTS = {
    socket._accept.__code__,
    Polling.wait.__code__,
    KernelSelector.select.__code__,
}
_SERVE_FOREVER = asyncio.Server.serve_forever.__code__


def _serves(thread: GreenThread) -> bool:
    """Whether waiting for clients is what ``thread`` is there for."""
    loop = _loop_of(thread)
    if loop is None:
        return any(frame.f_code in _WAITS_FOR_CLIENTS for frame in _stack(thread.frame))
    tasks = asyncio.all_tasks(loop)
    chains = [await_chain(task.get_coro()) for task in tasks]
    return not tasks or any(frame.code is _SERVE_FOREVER for chain in chains for frame in chain)


def _handles_sigint(handler: object) -> bool:
    """Whether the program itself handles Ctrl-C, beyond what Python and asyncio.run do."""
    if handler in (signal.default_int_handler, signal.SIG_DFL, signal.SIG_IGN, None):
        return False
    function = getattr(handler, "func", handler)
    return not isinstance(getattr(function, "__self__", None), asyncio.Runner)


def describe(threads: list[GreenThread], listening: list[str]) -> str:
    """The message of a DeadlockError: a line for each task and thread.

    Args:
        threads: all of them, parked.
        listening: ``host:port`` of each open server.
    """
    lines: list[str] = []
    loops = 0
    threads = [thread for thread in threads if not _is_idle_worker(thread)]
    for thread in threads:
        loop = _loop_of(thread)
        if loop is None:
            lines.append(_describe_thread(thread))
        else:
            loops += 1
            tasks = sorted(asyncio.all_tasks(loop), key=_creation_order)
            lines += [_describe_task(task) for task in tasks]
    what = "task" if loops == len(threads) == 1 else "thread"
    head = f"every {what} is waiting and nothing is left that could wake one"
    if not lines:
        return f"{head}: the loop has no task, no timer and nothing to read"
    return "\n".join(
        [
            f"{head}:",
            *lines,
            *(
                f"The server on {where} has no clients: nobody else is in this tab."
                for where in listening
            ),
            "On your machine this program would hang here until you press Ctrl-C.",
        ]
    )


def _stack(frame: FrameType | None) -> Iterator[FrameType]:
    """``frame`` and its callers, innermost first."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def _loop_of(thread: GreenThread) -> asyncio.AbstractEventLoop | None:
    """The event loop that ``thread`` waits in, if it does."""
    run_once = asyncio.BaseEventLoop._run_once.__code__  # type: ignore[attr-defined]
    for frame in _stack(thread.frame):
        if not _is_library(frame.f_code):
            return None
        if frame.f_code is run_once:
            loop: asyncio.AbstractEventLoop = frame.f_locals["self"]
            return loop
    return None


def _is_idle_worker(thread: GreenThread) -> bool:
    """Whether it belongs to an executor and has nothing to do: then nobody waits for it."""
    codes = [frame.f_code for frame in _stack(thread.frame)]
    return all(_is_library(code) for code in codes) and any(
        code.co_name == "_worker" and "concurrent" in code.co_filename for code in codes
    )


def _describe_thread(thread: GreenThread) -> str:
    known = threading._active.get(thread.ident)  # type: ignore[attr-defined]
    name = known.name if known is not None else f"thread {thread.ident}"
    called = ""
    for frame in _stack(thread.frame):
        if not _is_library(frame.f_code):
            function = frame.f_code.co_name
            inside = "" if function == "<module>" else f" of {function}()"
            return f"  {name} at line {frame.f_lineno}{inside}: waits for {called}()"
        called = _name_called(frame)
    if known is threading.main_thread():
        return f"  {name} has run its last line: waits for the threads that are not daemons"
    return f"  {name}: waits for {called}()"


def _name_called(frame: FrameType) -> str:
    """The function that runs in ``frame``, by the name that programs know it by."""
    if "self" in frame.f_locals and frame.f_code.co_filename.startswith(_LIBRARY[1]):
        # Our classes are made of parts with names of their own.
        return f"{type(frame.f_locals['self']).__name__}.{frame.f_code.co_name}"
    return frame.f_code.co_qualname


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
    own = [frame for frame in frames if not _is_library(frame.code)]
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


def _is_library(code: CodeType) -> bool:
    # Frozen modules have no folder.
    return code.co_filename.startswith((*_LIBRARY, "<frozen"))


def _waits_for(task: asyncio.Task[Any], frames: list[Frame]) -> str:
    operations = [frame.code for frame in frames if _is_library(frame.code)]
    public = [code for code in operations if not code.co_name.startswith("_")]
    if operations:
        # The outermost: what the program itself called.
        return f"{(public or operations)[0].co_qualname}()"
    future: Any = getattr(task, "_fut_waiter", None)
    if isinstance(future, asyncio.Task):
        return f"{future.get_name()} to end"
    children = getattr(future, "_children", None)
    if children:
        names = [child.get_name() for child in children if isinstance(child, asyncio.Task)]
        return f"gather() of {', '.join(names) or 'futures'}"
    return "a future that nobody has completed"
