"""The class ``greenlet``, as programs see it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import Context
from types import FrameType
from typing import Any, NoReturn

from greenlet import _contexts, _stacks, _switching, _threads
from greenlet._errors import GreenletExit, error
from greenlet._inside import Inside
from greenlet._threads import Thread

Tracer = Callable[[str, tuple["greenlet", "greenlet"]], object]

_STARTED = "run cannot be set after the start of the greenlet"


class greenlet:  # noqa: N801 - the name that programs see
    """greenlet(run=None, parent=None): a call of ``run`` that others can be switched to and from.

    Args:
        run: what the first `switch` calls; a subclass may have a method of that name.
        parent: goes on when this one has ended; by default the one that makes it.
    """

    __module__ = "greenlet"
    __slots__ = ("__dict__", "__weakref__", "_inside")

    _inside: Inside

    error = error
    GreenletExit = GreenletExit

    def __new__(cls, *args: Any, **kwargs: Any) -> greenlet:
        made = super().__new__(cls)
        thread = _here()
        made._inside = Inside(thread.current, thread)
        return made

    def __init__(self, run: Any = None, parent: greenlet | None = None) -> None:
        if run is not None:
            self.run = run
        if parent is not None:
            self.parent = parent

    def switch(self, *args: Any, **kwargs: Any) -> Any:
        """Leave the running greenlet for this one, which gets the arguments.

        Returns:
            what the next switch back to the running greenlet is given.
        """
        thread = _here()
        route = _switching.set_off(thread, self, (args, kwargs), sys._getframe(1))
        # Nothing here may keep alive what only this stack knows, while it is suspended.
        del self, args, kwargs
        if route is not None:
            _threads.scheduler().host.switch(*route)
        return _switching.open_up(_switching.arrive(thread))

    def throw(self, typ: Any = GreenletExit, val: Any = None, tb: Any = None) -> Any:
        """Leave the running greenlet for this one, where the exception is raised."""
        thread = _here()
        route = _switching.set_off(
            thread, self, _switching.thrown(thread, self, typ, val, tb), sys._getframe(1)
        )
        del self, typ, val, tb
        if route is not None:
            _threads.scheduler().host.switch(*route)
        return _switching.open_up(_switching.arrive(thread))

    @property
    def run(self) -> Any:
        """What is called; gone once the greenlet has begun."""
        if self._inside.state != "pending" or self._inside.run is None:
            raise AttributeError("run")
        return self._inside.run

    @run.setter
    def run(self, run: Any) -> None:
        if self._inside.state != "pending":
            raise AttributeError(_STARTED)
        self._inside.run = run

    @run.deleter
    def run(self) -> None:
        if self._inside.state != "pending":
            raise AttributeError(_STARTED)
        if self._inside.run is None:
            raise AttributeError("run")
        self._inside.run = None

    @property
    def parent(self) -> greenlet | None:
        """The greenlet that goes on when this one has ended; None of a thread's main one."""
        return self._inside.parent

    @parent.setter
    def parent(self, parent: greenlet) -> None:
        inside = self._inside
        if inside.thread.main is self:
            raise AttributeError("cannot set the parent of a main greenlet")
        if not isinstance(parent, greenlet):
            kind = type(parent).__name__
            raise TypeError(f"GreenletChecker: Expected any type of greenlet, not {kind}")
        ancestor: greenlet | None = parent
        while ancestor is not None:
            if ancestor is self:
                raise ValueError("cyclic parent chain")
            ancestor = ancestor._inside.parent
        if parent._inside.thread is not inside.thread:
            if inside.state != "pending":
                raise ValueError("parent cannot be on a different thread")
            inside.thread = parent._inside.thread
        inside.parent = parent

    @parent.deleter
    def parent(self) -> NoReturn:
        raise AttributeError("can't delete attribute")

    @property
    def dead(self) -> bool:
        """Whether it has ended."""
        inside = self._inside
        return inside.state == "dead" or (inside.state == "active" and inside.thread.ended)

    def __bool__(self) -> bool:
        return self._inside.state == "active" and not self.dead

    @property
    def gr_frame(self) -> FrameType | None:
        """Where it was left; None unless it is suspended."""
        return self._inside.frame

    @property
    def gr_context(self) -> Context | None:
        """The context variables that it sees; None if it has had no need of any."""
        inside = self._inside
        if inside.state == "active" and not inside.has_context:
            if _is_current(self):
                return _contexts.read(_contexts.thread_state())
            if inside.thread.current is self:
                raise ValueError(
                    "cannot get context of a greenlet that is running in a different thread"
                )
            return None if inside.thread.ended else _contexts.read(inside.thread_state)
        return inside.context

    @gr_context.setter
    def gr_context(self, context: Context | None) -> None:
        if context is not None and not isinstance(context, Context):
            raise TypeError("greenlet context must be a contextvars.Context or None")
        inside = self._inside
        if _is_current(self):
            _contexts.see(context)
            return
        if inside.state == "active" and inside.thread.current is self:
            raise ValueError(
                "cannot set context of a greenlet that is running in a different thread"
            )
        inside.context = context
        inside.has_context = True

    @gr_context.deleter
    def gr_context(self) -> NoReturn:
        raise AttributeError("can't delete context attribute")

    @property
    def _stack_saved(self) -> int:
        # Nothing is ever copied away.
        return 0

    def __getstate__(self) -> NoReturn:
        raise TypeError(f"cannot serialize '{_type_name(self)}' object")

    def __repr__(self) -> str:
        inside = self._inside
        where = f"<{_type_name(self)} object at {id(self):#x} (otid={id(inside.thread):#x})"
        if self.dead:
            exited = "(thread exited) " if inside.state == "active" else ""
            return f"{where} {exited}dead>"
        if inside.state == "pending":
            return f"{where} pending>"
        state = "current" if inside.thread.current is self else "suspended"
        main = " main" if inside.thread.main is self else ""
        return f"{where} {state} active started{main}>"

    def __del__(self) -> None:
        # Not made whole, or nothing is left to end.
        inside = getattr(self, "_inside", None)
        if inside is not None and inside.state == "active" and inside.thread.main is not self:
            _switching.kill(self)

    @staticmethod
    def getcurrent() -> greenlet:
        """The greenlet that runs."""
        return _here().current

    @staticmethod
    def settrace(callback: Tracer | None, /) -> Tracer | None:
        """Have ``callback("switch" or "throw", (origin, target))`` called after each switch.

        Returns:
            what was set before, in this thread.
        """
        thread = _here()
        before, thread.tracer = thread.tracer, callback
        return before

    @staticmethod
    def gettrace() -> Tracer | None:
        """What `settrace` has set in this thread."""
        return _here().tracer


getcurrent = greenlet.getcurrent
settrace = greenlet.settrace
gettrace = greenlet.gettrace


def _type_name(one: greenlet) -> str:
    kind = type(one)
    return "greenlet.greenlet" if kind is greenlet else kind.__name__


def _here() -> Thread:
    return _threads.here(_make_main)


def _make_main(thread: Thread) -> greenlet:
    main = object.__new__(greenlet)
    inside = main._inside = Inside(None, thread)
    inside.state = "active"
    inside.stack = _stacks.new_number()
    return main


def _is_current(one: greenlet) -> bool:
    return _here().current is one
