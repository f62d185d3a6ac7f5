"""The engine's one session, shared: who is next, and what is under way.

A client that has a transaction open, or is in the middle of a sequence of messages, holds the
session: all others wait until it is through.
"""

import functools
from collections import deque
from collections.abc import Callable, Set
from typing import Protocol

from asyncarium.kernel.clock import now, to_nanoseconds
from asyncarium.kernel.scheduler import Scheduler
from asyncarium_postgres.client import Client
from asyncarium_postgres.failure import CANCELLED, TIMED_OUT, Failure
from asyncarium_postgres.unit import Unit
from asyncarium_postgres.wire import ready

PATIENCE = 10
"""Seconds that a query waits for another connection's transaction to end."""

WAITED = (
    "this query has waited {seconds} seconds: connection {holder} has a transaction open, and "
    "this site's Postgres runs one transaction at a time"
)
WAITS_HINT = (
    "End that transaction first, or run this query on its connection. "
    "A Postgres on your machine runs transactions of several connections side by side."
)


class Line(Protocol):
    """The way to the engine."""

    def send(self, data: bytes) -> None:
        """Send messages; exactly one answer will come."""

    def take(self) -> bytes | str | None:
        """The next answer, or in words why there will be none; None while nothing has come."""


class Backend:
    """Has units answered, one after the other."""

    def __init__(self, line: Line, scheduler: Scheduler, failed: Callable[[str], None]) -> None:
        """``failed`` is called, with the reason, when the engine is lost."""
        self._line = line
        self._scheduler = scheduler
        self._failed = failed
        self._queue: deque[Unit] = deque()
        self._asleep: set[Unit] = set()
        self._current: Unit | None = None
        self._settled: Client | None = None
        self._reset: Set[str] = frozenset()
        """Settings that it has reset: to the engine's values, not to those that it came with."""
        self.holder: Client | None = None
        self.lost = ""

    def submit(self, unit: Unit, *, first: bool = False) -> None:
        """Have ``unit`` answered when its turn has come; ``first`` before all that wait."""
        if first:
            self._queue.appendleft(unit)
        else:
            self._queue.append(unit)
        if unit.refused is not None:
            unit.fail(unit.refused)
        limit = unit.client.statement_timeout.seconds if unit.client is not None else 0.0
        if 0 < limit < unit.sleeping:
            self._asleep.add(unit)
            self._later(limit, lambda: self._time_out(unit))
        elif unit.sleeping:
            self._asleep.add(unit)
            self._later(unit.sleeping, lambda: self._wake(unit))
        self._pump()

    def forget(self, client: Client) -> None:
        """``client`` is gone: what it has asked for is not wanted any more."""
        for unit in [unit for unit in self._queue if unit.client is client]:
            self._queue.remove(unit)
            self._asleep.discard(unit)

    def cancel(self, client: Client) -> None:
        """Fail what ``client`` waits for, unless the engine has it: it can't be interrupted."""
        for unit in self._queue:
            if unit.client is client:
                self._fail(unit, CANCELLED)
                return

    # From the engine:

    def _look(self) -> None:
        """Take in what has come."""
        while self._current is not None and (answer := self._line.take()) is not None:
            self._take(answer)

    def _take(self, answer: bytes | str) -> None:
        unit, self._current = self._current, None
        self._scheduler.awaited.remove(self._look)
        if isinstance(answer, str):
            self.lost = answer
            self._queue.clear()
            self._failed(answer)
        elif unit is not None:
            self._hold(unit, answer)
            self._reset |= unit.resets
            unit.done(answer)
            self._pump()

    def _hold(self, unit: Unit, answer: bytes) -> None:
        status = answer[-1:] if unit.synced else b""
        self.holder = None if status == b"I" else unit.client
        if self.holder is None and unit.client is not None:
            unit.client.statement_timeout.transaction_ended()

    def _pump(self) -> None:
        if self._current is not None:
            return
        behind: set[Client | None] = set()
        for unit in self._queue:
            if unit.client in behind:
                continue
            free = self.holder is None or unit.client is self.holder
            if free and unit not in self._asleep:
                self._send(self._change_for(unit.client) or unit)
                return
            if not free and not unit.waits and unit.client is not None and unit.client.ready:
                unit.waits = True
                self._later(PATIENCE, functools.partial(self._has_waited, unit))
            behind.add(unit.client)

    def _send(self, unit: Unit) -> None:
        if unit in self._queue:
            self._queue.remove(unit)
        self._current = unit
        self._scheduler.awaited.append(self._look)
        self._line.send(bytes(unit.data))

    def _change_for(self, client: Client | None) -> Unit | None:
        """What has to come first if the client's own settings are not in place."""
        if client is None:
            return None
        before, reset = self._settled, self._reset
        self._settled, self._reset = client, frozenset()
        change = Unit(client, lambda answer: None)
        if client is before:
            change.data += client.settings.put_on_again(reset)
        else:
            change.data += before.settings.take_off() if before is not None else b""
            change.data += client.settings.put_on()
        return change if change.data else None

    def _fail(self, unit: Unit, why: Failure) -> None:
        self._asleep.discard(unit)
        if self.holder is unit.client:
            unit.fail(why)
            self._pump()
            return
        # To the client it is as if the engine had said so.
        self._queue.remove(unit)
        unit.done(why.told() + (ready(b"I") if unit.synced else b""))

    def _time_out(self, unit: Unit) -> None:
        if unit in self._asleep:
            self._fail(unit, TIMED_OUT)

    def _wake(self, unit: Unit) -> None:
        self._asleep.discard(unit)
        self._pump()

    def _has_waited(self, unit: Unit) -> None:
        if unit in self._queue and self.holder is not None and self.holder is not unit.client:
            what = WAITED.format(seconds=PATIENCE, holder=self.holder.pid)
            self._fail(unit, Failure("0A000", what, WAITS_HINT))

    def _later(self, seconds: float, function: Callable[[], None]) -> None:
        self._scheduler.call_at(now() + to_nanoseconds(seconds), function)
