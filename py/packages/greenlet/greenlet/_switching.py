"""How one greenlet is left for another.

         switch                    the last line of run
pending ────────▶ active ─────────────────────────────────▶ dead
                  │    ▲
            switch└────┘switch
"""

from __future__ import annotations

import atexit
import sys
from types import FrameType
from typing import TYPE_CHECKING, Any

from asyncarium.kernel import unraisable
from greenlet import _contexts, _shared, _stacks, _threads
from greenlet._errors import GreenletExit, check_can_switch, error, made_exception
from greenlet._threads import NOTHING, Passed, Thread

if TYPE_CHECKING:
    from greenlet._greenlet import greenlet
    from greenlet._inside import Inside

_program_has_ended = False


def check_thread(thread: Thread, target: Inside) -> None:
    if target.thread is thread:
        return
    if target.thread.ended:
        raise error("cannot switch to a different thread (which happens to have exited)")
    raise error(
        "Cannot switch to a different thread\n"
        f"\tCurrent:  {thread.current!r}\n"
        f"\tExpected: {target.thread.main!r}"
    )


def thrown(thread: Thread, target: greenlet, kind: Any, value: Any, traceback: Any) -> Passed:
    """What throwing an exception into ``target`` hands over."""
    exception = made_exception(kind, value, traceback)
    if target._inside.state != "active" and isinstance(exception, GreenletExit):
        check_thread(thread, target._inside)
        target._inside.end()
        return (exception,), {}
    return exception


def set_off(
    thread: Thread, target: greenlet, passed: Passed, frame: FrameType
) -> tuple[int, int] | None:
    """Leave the running greenlet, whose ``frame`` this is, for ``target``.

    Returns:
        the stacks to switch from and to; None if ``target`` runs already.
    """
    check_thread(thread, target._inside)
    check_can_switch(_threads.scheduler())
    target = _going_on(target, passed)
    mine = thread.current._inside
    _hand_over(thread, target, passed)
    if target._inside is mine:
        return None
    mine.frame = frame
    if mine.parent is None:
        # A console enters Python anew, for each input.
        mine.thread_state = _contexts.thread_state()
    return mine.stack, target._inside.stack


def _going_on(target: greenlet, passed: Passed) -> greenlet:
    """The one that gets ``passed``: ``target``, or the first of its parents that has not ended."""
    while True:
        inside = target._inside
        match inside.state:
            case "active":
                return target
            case "pending" if isinstance(passed, BaseException):
                inside.end()
            case "pending":
                _begin(target)
            case "dead":
                assert inside.parent is not None, "a main greenlet ends with its thread"
                target = inside.parent


def _begin(target: greenlet) -> None:
    """Give it a stack."""
    # The program's own code, maybe: it may even have the greenlet begin.
    run = target.run
    inside = target._inside
    if inside.state == "pending":
        inside.run = run
        inside.state = "active"
        inside.stack = _stacks.take(_threads.scheduler().host, _serve)


def _hand_over(thread: Thread, target: greenlet, passed: Passed) -> None:
    thread.switching = True
    if thread.tracer is not None:
        thread.origin = thread.current
    thread.current = target
    thread.passed = passed
    thread.shared = _shared.leave()


def arrive(thread: Thread) -> Passed:
    """The stack of the current greenlet is entered; returns what it is given."""
    inside = thread.current._inside
    inside.frame = None
    assert thread.shared is not None
    _shared.enter(thread.shared)
    if inside.has_context:
        _contexts.see(inside.context)
        inside.context = None
        inside.has_context = False
    passed, thread.passed = thread.passed, NOTHING
    origin, thread.origin = thread.origin, None
    thread.shared = None
    thread.switching = False
    while thread.doomed:
        kill(thread.doomed.pop())
    if thread.tracer is not None and origin is not None:
        event = "throw" if isinstance(passed, BaseException) else "switch"
        try:
            thread.tracer(event, (origin, thread.current))
        except BaseException:
            thread.tracer = None
            raise
    return passed


def open_up(passed: Passed) -> Any:
    """What `greenlet.switch` returns, or raises."""
    if isinstance(passed, BaseException):
        context = passed.__context__
        try:
            raise passed
        finally:
            # It has nothing to do with what is being handled on this stack.
            passed.__context__ = context
            del passed
    args, kwargs = passed
    if not kwargs:
        return args[0] if len(args) == 1 else args
    return (args, kwargs) if args else kwargs


def _serve() -> int:
    """On a stack of its own: the current greenlet from its beginning to its end.

    Returns:
        the stack to go on with.
    """
    thread = _threads.find()
    assert thread is not None, "somebody has switched to it"
    inside = thread.current._inside
    inside.thread_state = _contexts.thread_state()
    # An empty one, unless another was asked for.
    inside.has_context = True
    del inside
    return _end(thread, _call(thread))


def _call(thread: Thread) -> Passed:
    """Returns what is for the parent of the current greenlet."""
    inside = thread.current._inside
    run, inside.run = inside.run, None
    del inside
    try:
        passed = arrive(thread)
        # One that has not begun ends by an exception, and never comes here.
        assert not isinstance(passed, BaseException)
        args, kwargs = passed
        del passed
        result = run(*args, **kwargs)
    except GreenletExit as exit_:
        return (exit_,), {}
    except BaseException as exception:
        return exception
    return (result,), {}


def _end(thread: Thread, passed: Passed) -> int:
    inside = thread.current._inside
    inside.end()
    _contexts.see(None)
    target = inside.parent
    assert target is not None
    try:
        target = _going_on(target, passed)
    except BaseException as exception:
        # A parent that can't begin.
        passed = exception
        target = _going_on(target, passed)
    _hand_over(thread, target, passed)
    return target._inside.stack


def kill(one: greenlet) -> None:
    """Nobody can ever switch to it again: have it clean up."""
    inside = one._inside
    thread = inside.thread
    if _program_has_ended or thread.ended:
        return
    if (
        _threads.find() is not thread
        or thread.switching
        or not _threads.scheduler().host.can_suspend()
    ):
        thread.doomed.append(one)
        return
    inside.parent = thread.current
    try:
        one.throw()
    except BaseException as exception:
        unraisable.report(exception, f"Exception ignored in: {one!r}")
    if inside.state == "active":
        print(f"GreenletExit did not kill {one!r}", file=sys.stderr)


def _end_of_program() -> None:
    global _program_has_ended
    _program_has_ended = True


# CPython no longer runs what is suspended then, either.
atexit.register(_end_of_program)
