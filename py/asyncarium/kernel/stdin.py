"""Standard input that waits for the outside world, under the real ``input()`` and ``sys.stdin``."""

import io
import sys
from collections.abc import Callable
from typing import Any

from asyncarium.kernel.locks import lock
from asyncarium.kernel.scheduler import Scheduler


class _StdinBytes(io.RawIOBase):
    """Bytes of standard input, a line at a time, as a terminal gives them."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        host = self._scheduler.host
        if not self._left:
            while not host.has_input():
                self._scheduler.wait_for_input()
            line = host.take_input()
            if line is None:
                return 0
            self._left = line.encode("utf-8", "replace")
        taken, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _one_at_a_time(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(self: "_StdinBuffer", *args: Any) -> Any:
        with self._turn:
            return method(self, *args)

    return call


class _StdinBuffer(io.BufferedReader):
    """A reader that green threads share.

    C's lock in it is the operating system's thread's, which they all are: a
    second one that reads would be told that its call is a reentrant one.
    """

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__(raw)
        self._turn = lock()

    @property
    def is_taken(self) -> bool:
        """Whether a thread reads; one that is lost does so for ever."""
        return self._turn.locked()

    peek = _one_at_a_time(io.BufferedReader.peek)
    read = _one_at_a_time(io.BufferedReader.read)
    read1 = _one_at_a_time(io.BufferedReader.read1)
    readinto = _one_at_a_time(io.BufferedReader.readinto)
    readinto1 = _one_at_a_time(io.BufferedReader.readinto1)
    readline = _one_at_a_time(io.BufferedReader.readline)


def has_ended() -> bool:
    """Whether nobody can read ``sys.__stdin__`` any more: closed, or taken by a lost thread."""
    stream: Any = sys.__stdin__
    return stream is None or stream.closed or getattr(stream.buffer, "is_taken", False)


_interpreters_own = sys.__stdin__
"""Kept: its end would close the file descriptor 0, and another file would take its number."""


def install(scheduler: Scheduler) -> None:
    """A ``sys.stdin`` whose reads suspend their thread until the reader has typed a line.

    It is ``sys.__stdin__``, too.
    """
    raw = _StdinBytes(scheduler)
    stream = io.TextIOWrapper(_StdinBuffer(raw), encoding="utf-8", line_buffering=True)
    sys.stdin = sys.__stdin__ = stream  # type: ignore[misc]
