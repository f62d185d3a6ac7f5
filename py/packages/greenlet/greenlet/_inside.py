"""What a greenlet is made of."""

from __future__ import annotations

from contextvars import Context
from types import FrameType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from greenlet._greenlet import greenlet
    from greenlet._threads import Thread


class Inside:
    """Out of reach of the attributes that a program gives to its greenlets.

    Attributes:
        run: what it is to call; none once it has begun.
        thread: to which it belongs.
        stack: its number, once it has begun.
        thread_state: where the stack's is.
        frame: where it was left.
        context: what it is to see from when it begins, or goes on.
        has_context: whether that is set.
    """

    __slots__ = (
        "context",
        "frame",
        "has_context",
        "parent",
        "run",
        "stack",
        "state",
        "thread",
        "thread_state",
    )

    def __init__(self, parent: greenlet | None, thread: Thread) -> None:
        self.state: Literal["pending", "active", "dead"] = "pending"
        self.run: Any = None
        self.parent = parent
        self.thread = thread
        self.stack = 0
        self.thread_state = 0
        self.frame: FrameType | None = None
        self.context: Context | None = None
        self.has_context = False

    def end(self) -> None:
        """It has run its last line, or never will run its first."""
        self.state = "dead"
        self.run = self.frame = self.context = None
        self.has_context = False
