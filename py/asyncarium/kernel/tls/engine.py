"""One side of a simulated TLS connection: a state machine between two streams of bytes.

    client                         server
       │── ClientHello ──────────────▶│   its names for ALPN and SNI
       │◀───────────── ServerHello ───│   the protocol that was chosen
       │── Finished ─────────────────▶│
       │◀═══════ application data ═══▶│
       │── close_notify, each way ───▶│

It takes from the wire only the bytes of the record it needs: what follows the
close_notify may be plain text for somebody else.
"""

import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from asyncarium.kernel.tls import errors, records

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

    from asyncarium.kernel.tls.context import SSLContext

UNEXPECTED_MESSAGE, HANDSHAKE_FAILURE, INTERNAL_ERROR = 10, 40, 80  # alerts


class Incoming(Protocol):
    """Where bytes come from: a ``ssl.MemoryBIO`` is one."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none when there are none now, or no more."""

    @property
    def eof(self) -> bool:
        """Whether no more will come."""


class Outgoing(Protocol):
    """Where bytes go: a ``ssl.MemoryBIO`` is one."""

    def write(self, data: bytes, /) -> int:
        """Takes all of ``data``."""


class Engine:
    """What ``SSLObject`` and ``SSLSocket`` have in common.

    Every method but ``pending`` raises SSLWantReadError when it needs more
    bytes (call it again when there are), and SSLError when the connection is
    broken.

    Args:
        incoming, outgoing: the wire.
        context: the program's settings; SNI may put another one here.
        server_side: which side this is.
        server_hostname: whom a client wants to reach.
        owner: finds what the program holds, for its SNI callback.
    """

    def __init__(
        self,
        incoming: Incoming,
        outgoing: Outgoing,
        *,
        context: "SSLContext",
        server_side: bool,
        server_hostname: str | None,
        owner: Callable[[], object],
    ) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self.context = context
        self.server_side = server_side
        self.server_hostname = server_hostname
        self._owner = owner
        self.handshake_done = False
        self.alpn: str | None = None
        self._hello_done = False
        self._undecoded = bytearray()
        self._plain = b""
        self._broken = False
        self._closed_here = False
        self._closed_there = False

    def do_handshake(self) -> None:
        """Agree with the peer; does nothing when that is done."""
        if self.handshake_done:
            return
        if self.server_side:
            self._handshake_of_server()
        else:
            self._handshake_of_client()
        self.handshake_done = True

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes of one record; none at the peer's close_notify.

        Raises:
            SSLZeroReturnError: both sides have closed.
            SSLEOFError: the wire ended without a close_notify.
        """
        self.do_handshake()
        while size and not self._plain and not self._closed_there:
            kind, body = self._next_record()
            if kind == records.APPLICATION_DATA:
                self._plain = body
            elif not self._closed_there:
                raise self._fail("UNEXPECTED_MESSAGE", UNEXPECTED_MESSAGE)
        if size and not self._plain and self._closed_here:
            raise errors.closed()
        data, self._plain = self._plain[:size], self._plain[size:]
        return data

    def read_into(self, size: int, buffer: "WriteableBuffer") -> int:
        """As `read`, into ``buffer``, which it may fill when ``size`` is 0 or less."""
        with memoryview(buffer) as view, view.cast("B") as octets:
            if octets.readonly:
                raise TypeError("read() argument 2 must be read-write bytes-like object")
            data = self.read(size if 0 < size < len(octets) else len(octets))
            octets[: len(data)] = data
            return len(data)

    def write(self, data: "ReadableBuffer") -> int:
        """Send ``data``; returns its length in bytes."""
        with memoryview(data) as view, view.cast("B") as octets:
            self.do_handshake()
            if self._closed_here:
                raise errors.failure("PROTOCOL_IS_SHUTDOWN")
            self._outgoing.write(b"".join(records.application_data(octets)))
            return len(octets)

    def pending(self) -> int:
        """Bytes that can be read without the wire."""
        return len(self._plain)

    def selected_alpn_protocol(self) -> str | None:
        """What was agreed on; some libraries ask the object behind a socket."""
        return self.alpn

    def unwrap(self) -> None:
        """Say that nothing more will be sent, and wait for the peer to say so too."""
        if not self.handshake_done or self._broken:
            raise errors.failure("SHUTDOWN_WHILE_IN_INIT")
        if not self._closed_here:
            self._outgoing.write(records.record(records.ALERT, records.CLOSE_NOTIFY))
            self._closed_here = True
        while not self._closed_there:
            if self._plain or self._next_record()[0] == records.APPLICATION_DATA:
                raise self._fail("APPLICATION_DATA_AFTER_CLOSE_NOTIFY")

    # The handshake. Each may be interrupted where it reads, and is then called again.

    def _handshake_of_client(self) -> None:
        if not self._hello_done:
            self._outgoing.write(
                records.message(
                    "ClientHello",
                    server_name=self.server_hostname,
                    alpn=self.context.alpn_protocols,
                )
            )
            self._hello_done = True
        chosen = self._next_message("ServerHello").get("alpn")
        self.alpn = chosen if isinstance(chosen, str) else None
        self._outgoing.write(records.message("Finished"))

    def _handshake_of_server(self) -> None:
        if not self._hello_done:
            hello = self._next_message("ClientHello")
            self._ask_sni_callback(hello.get("server_name"))
            offered = hello.get("alpn")
            if isinstance(offered, list):
                ours = self.context.alpn_protocols
                self.alpn = next((name for name in ours if name in offered), None)
            self._outgoing.write(records.message("ServerHello", alpn=self.alpn))
            self._hello_done = True
        self._next_message("Finished")

    def _ask_sni_callback(self, server_name: object) -> None:
        """Let the program refuse, or set another context."""
        callback = self.context.sni_callback
        if callback is None:
            return
        try:
            verdict: object = callback(self._owner(), server_name, self.context)  # type: ignore[arg-type]
        except Exception:
            # As in CPython, which reports it as "ignored": the peer is told, the server goes on.
            traceback.print_exc()
            verdict = HANDSHAKE_FAILURE
        if verdict is not None:
            alert = verdict if isinstance(verdict, int) else INTERNAL_ERROR
            raise self._fail("CALLBACK_FAILED", alert)

    # The wire.

    def _next_message(self, name: str) -> dict[str, object]:
        kind, body = self._next_record()
        if self._closed_there:
            raise errors.closed()
        try:
            if kind == records.HANDSHAKE:
                return records.message_fields(name, body)
        except ValueError:
            pass
        raise self._fail("UNEXPECTED_MESSAGE", UNEXPECTED_MESSAGE)

    def _next_record(self) -> tuple[int, bytes]:
        """The next record's kind and body; an alert that isn't a close_notify is raised."""
        if self._broken:
            raise errors.broken()
        self._await_bytes(records.HEADER_SIZE)
        try:
            size = records.HEADER_SIZE + records.body_size(self._undecoded)
        except ValueError as error:
            raise self._fail(str(error)) from None
        self._await_bytes(size)
        kind, body = self._undecoded[0], bytes(self._undecoded[records.HEADER_SIZE :])
        self._undecoded.clear()
        if kind == records.ALERT:
            if body != records.CLOSE_NOTIFY:
                self._broken = True
                raise errors.alert(body[-1] if body else INTERNAL_ERROR)
            self._closed_there = True
        return kind, body

    def _await_bytes(self, size: int) -> None:
        """Have ``size`` bytes of the record that is coming in, and none of the next."""
        while (missing := size - len(self._undecoded)) > 0:
            data = self._incoming.read(missing)
            if not data:
                if self._incoming.eof:
                    self._broken = True
                    raise errors.ragged_eof()
                raise errors.want_read()
            self._undecoded += data

    def _fail(self, reason: str, alert: int | None = None) -> Exception:
        """Give up, telling the peer when there is an ``alert`` for it."""
        self._broken = True
        if alert is not None:
            self._outgoing.write(records.record(records.ALERT, bytes([2, alert & 255])))
        return errors.failure(reason)
