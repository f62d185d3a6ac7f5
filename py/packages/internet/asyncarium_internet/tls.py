"""The server's side of simulated TLS, between a wire and what speaks over it."""

import contextlib
import ssl
from collections.abc import Callable

from asyncarium.kernel.clock import now
from asyncarium.kernel.tls.context import SSLContext
from asyncarium_internet.conditions import Conditions
from asyncarium_internet.wire import CHUNK, Line, Receiver


class Tls:
    """A `Receiver` of records from a line, and a `Line` for plain text. It speaks HTTP/1.1 only.

    Attributes:
        receiver: hears the plain text.
    """

    receiver: Receiver

    def __init__(self, line: Line, conditions: Conditions) -> None:
        self._line = line
        self._conditions = conditions
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._ready = False

    # Receiver:

    def received(self, data: bytes) -> None:
        self._incoming.write(data)
        try:
            if not self._ready:
                self._tls.do_handshake()
                self._ready = True
            while plain := self._tls.read(CHUNK):
                self.receiver.received(plain)
            self.receiver.ended()  # close_notify
        except ssl.SSLWantReadError:
            self._flush()
        except ssl.SSLError:
            # Not TLS, or broken TLS: say so, and hang up.
            self._flush()
            self._line.close(now() + self._conditions.round_trip)

    def ended(self) -> None:
        self.receiver.ended()

    def lost(self) -> None:
        self.receiver.lost()

    # Line:

    def send(self, data: bytes, at: int, then: Callable[[], None] | None = None) -> None:
        self._tls.write(data)
        self._line.send(self._outgoing.read(), at, then)

    def close(self, at: int) -> None:
        with contextlib.suppress(ssl.SSLError):  # it does not wait for the other side's
            self._tls.unwrap()
        if data := self._outgoing.read():
            self._line.send(data, at)
        self._line.close(at)

    def reset(self, at: int) -> None:
        self._line.reset(at)

    def _flush(self) -> None:
        if data := self._outgoing.read():
            self._line.send(data, now() + self._conditions.round_trip)
