"""Where programs connect to: takes them in after a round trip, and serves them over a wire."""

from collections.abc import Callable

from asyncarium.kernel.clock import now
from asyncarium.kernel.network.stream import Stream
from asyncarium.kernel.scheduler import Scheduler
from asyncarium_internet.conditions import Conditions
from asyncarium_internet.tls import Tls
from asyncarium_internet.wire import Line, Receiver, Wire

Server = Callable[[Line], Receiver]
"""Makes what serves one connection."""


class Door:
    """A `Service` at one address of the kernel's network.

    Args:
        secure: whether it speaks TLS.
    """

    def __init__(
        self, scheduler: Scheduler, conditions: Conditions, server: Server, *, secure: bool
    ) -> None:
        self._scheduler = scheduler
        self._conditions = conditions
        self._server = server
        self._secure = secure
        self._waiting: set[Stream] = set()

    def offer(self, client: Stream) -> None:
        """``client`` connects; that takes a round trip."""
        if not self._conditions.round_trip:
            self._take_in(client)
            return
        client.await_listener(self)
        self._waiting.add(client)

        def arrive() -> None:
            if client in self._waiting:
                self._waiting.remove(client)
                self._take_in(client)

        self._scheduler.call_at(now() + self._conditions.round_trip, arrive)

    def forget(self, client: Stream) -> None:
        """``client`` gave up waiting."""
        self._waiting.discard(client)

    def _take_in(self, client: Stream) -> None:
        stream = Stream(client.family, lambda: None)
        stream.local = client.remote
        wire = Wire(self._scheduler, stream)
        if self._secure:
            tls = Tls(wire, self._conditions)
            wire.receiver = tls
            tls.receiver = self._server(tls)
        else:
            wire.receiver = self._server(wire)
        client.join(stream)
