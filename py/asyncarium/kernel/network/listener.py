"""A TCP socket that waits for connections, and its backlog."""

from collections import deque
from collections.abc import Callable

from asyncarium.kernel.network import errors
from asyncarium.kernel.network.addresses import Address
from asyncarium.kernel.network.stream import Stream


class Listener:
    """What a `Stream` becomes by ``listen()``.

    Args:
        stream: the bound socket that listens from now on.
        backlog: connections that may wait to be accepted, beside the one that
            Linux always takes. Who comes then waits until one is accepted.
    """

    listening = True

    def __init__(self, stream: Stream, backlog: int) -> None:
        assert stream.local is not None
        self.family = stream.family
        self.changed = stream.changed
        self.local: Address | None = stream.local
        self.reuse_address = stream.reuse_address
        self.reuse_port = stream.reuse_port
        self.receive_size = stream.receive_size
        self.send_size = stream.send_size
        self.backlog = max(0, backlog)
        self._arrived: deque[Stream] = deque()
        self._waiting: deque[Stream] = deque()

    def readable(self) -> bool:
        """Whether `accept` would not block."""
        return bool(self._arrived)

    def writable(self) -> bool:
        """Never: there is nothing to write to."""
        return False

    def offer(self, client: Stream) -> None:
        """``client`` connects: at once, or as soon as the backlog has room."""
        if len(self._arrived) > self.backlog:
            client.await_listener(self)
            self._waiting.append(client)
        else:
            self._take_in(client)

    def _take_in(self, client: Stream) -> None:
        server = Stream(self.family, lambda: None)
        server.local = client.remote
        server.receive_size, server.send_size = self.receive_size, self.send_size
        self._arrived.append(server)
        client.join(server)
        self.changed()

    def accept(self, changed: Callable[[], None]) -> Stream:
        """The connection that has waited longest.

        Args:
            changed: called from now on when its readiness may have changed.

        Raises:
            BlockingIOError: there is none.
        """
        if not self._arrived:
            raise errors.would_block()
        server = self._arrived.popleft()
        server.changed = changed
        while self._waiting and len(self._arrived) <= self.backlog:
            self._take_in(self._waiting.popleft())
        return server

    def forget(self, client: Stream) -> None:
        """``client`` gave up waiting."""
        self._waiting.remove(client)

    def close(self) -> None:
        """Reset whoever was not accepted, refuse whoever still waited."""
        for server in self._arrived:
            server.lingers = False
            server.close()
        for client in self._waiting:
            where = f"{client.remote[0]}:{client.remote[1]}" if client.remote else "there"
            client.refuse(errors.refused(where, []))
        self._arrived.clear()
        self._waiting.clear()
