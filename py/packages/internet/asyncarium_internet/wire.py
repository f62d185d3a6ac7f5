"""The far end of a program's TCP connection: what is sent from here takes its time to arrive."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from asyncarium.kernel.clock import now
from asyncarium.kernel.network.stream import Stream
from asyncarium.kernel.scheduler import Scheduler

CHUNK = 65_536


class Receiver(Protocol):
    """Who hears what the program does with its connection."""

    def received(self, data: bytes) -> None:
        """These bytes have come."""

    def ended(self) -> None:
        """The program sends no more; it may still read."""

    def lost(self) -> None:
        """The program has closed the connection, or broken it."""


class Line(Protocol):
    """Where a server writes to. Nothing overtakes what was sent before."""

    def send(self, data: bytes, at: int, then: Callable[[], None] | None = None) -> None:
        """Have ``data`` arrive at a time; call ``then`` when it has."""

    def close(self, at: int) -> None:
        """End the connection at a time."""

    def reset(self, at: int) -> None:
        """Break the connection at a time."""


@dataclass
class _Delivery:
    """Something that is on its way."""

    at: int
    what: bytes | Literal["end", "reset"]
    then: Callable[[], None] | None = None


class Wire:
    """A `Line` over one end of a connection of the kernel's network.

    Everything happens at a moment of its own (`Scheduler.call_at`), nothing in
    the middle of what the program does.
    """

    receiver: Receiver

    def __init__(self, scheduler: Scheduler, stream: Stream) -> None:
        self._scheduler = scheduler
        self._stream = stream
        self._on_its_way: deque[_Delivery] = deque()
        self._latest = 0
        self._armed = False
        self._looking = False
        self._over: Literal["no", "ended", "lost"] = "no"
        stream.changed = self._changed

    # Line:

    def send(self, data: bytes, at: int, then: Callable[[], None] | None = None) -> None:
        self._add(_Delivery(at, data, then))

    def close(self, at: int) -> None:
        self._add(_Delivery(at, "end"))

    def reset(self, at: int) -> None:
        self._add(_Delivery(at, "reset"))

    # From the program:

    def _changed(self) -> None:
        if not self._looking:
            self._looking = True
            self._scheduler.call_at(now(), self._look)

    def _look(self) -> None:
        self._looking = False
        if self._on_its_way and not self._armed:
            self._deliver()  # there may be room now
        while self._over == "no":
            try:
                data = self._stream.receive(CHUNK)
            except BlockingIOError:
                return
            except OSError:
                self._lose()
                return
            if data:
                self.receiver.received(data)
            else:
                self._over = "ended"
                self.receiver.ended()
        if self._over == "ended" and not self._stream.has_peer:
            self._lose()

    def _lose(self) -> None:
        if self._over != "lost":
            self._over = "lost"
            self._on_its_way.clear()
            self.receiver.lost()
            self._stream.close()

    # To the program:

    def _add(self, delivery: _Delivery) -> None:
        if self._over == "lost":
            return
        delivery.at = self._latest = max(delivery.at, self._latest)
        self._on_its_way.append(delivery)
        if len(self._on_its_way) == 1:
            self._arm(delivery.at)

    def _arm(self, at: int) -> None:
        self._armed = True
        self._scheduler.call_at(at, self._deliver_armed)

    def _deliver_armed(self) -> None:
        self._armed = False
        self._deliver()

    def _deliver(self) -> None:
        while self._on_its_way:
            first = self._on_its_way[0]
            if first.at > now():
                self._arm(first.at)
                return
            if isinstance(first.what, str):
                self._finish(first.what)
                return
            try:
                sent = self._stream.send(first.what)
            except BlockingIOError:
                return  # the program does not read: `_look` goes on when it does
            except OSError:
                self._lose()
                return
            if sent < len(first.what):
                first.what = first.what[sent:]
                continue
            self._on_its_way.popleft()
            if first.then is not None:
                first.then()

    def _finish(self, how: Literal["end", "reset"]) -> None:
        self._over = "lost"
        self._on_its_way.clear()
        self._stream.lingers = how == "end"
        self._stream.close()
