"""One end of a TCP connection, or of a socketpair.

    new ──connect──▶ connecting ──room in the backlog──▶ open ──reset──▶ broken ──▶ closed
     ▲                   │                                 └──────────────────────────▲
     └─ listener closed ─┘

While it is open each direction ends by itself: `shut_write` when we sent our
end of file, `ended` when the other end's arrived.
"""

from collections import deque
from collections.abc import Callable
from typing import Literal, Protocol

from asyncarium.kernel.network import errors
from asyncarium.kernel.network.addresses import Address

BUFFER_SIZE = 65_536
"""Bytes that either end's buffer holds, unless SO_SNDBUF or SO_RCVBUF say otherwise."""


class Service(Protocol):
    """Who is connected to: a `Listener`, or a server that is no part of the program."""

    def offer(self, client: "Stream") -> None:
        """``client`` connects: `Stream.join` it at once, or have it await that."""

    def forget(self, client: "Stream") -> None:
        """``client`` awaits it no longer."""


class Stream:
    """A TCP socket that does not listen.

    Attributes:
        family: AF_INET or AF_INET6.
        local: our address, once there is one.
        remote: the other end's.
        changed: called when `readable` or `writable` may have changed.
    """

    listening = False

    def __init__(self, family: int, changed: Callable[[], None]) -> None:
        self.family = family
        self.changed = changed
        self.local: Address | None = None
        self.remote: Address | None = None
        self.reuse_address = False
        self.reuse_port = False
        self.receive_size = BUFFER_SIZE
        self.send_size = BUFFER_SIZE
        self.state: Literal["new", "connecting", "open", "broken", "closed"] = "new"
        self.ended = False
        self.shut_read = False
        self.shut_write = False
        self.lingers = True
        self._peer: Stream | None = None
        self._listener: Service | None = None
        self._newly_connected = False
        self._received: deque[bytes] = deque()
        self._size = 0
        self._error: OSError | None = None

    # Connecting:

    def join(self, peer: "Stream") -> None:
        """Make this and ``peer`` the two ends of one connection."""
        for end, other in ((self, peer), (peer, self)):
            end._peer = other
            end._listener = None
            end.remote = other.local
            end.state = "open"
        self._newly_connected = True
        self.changed()

    def await_listener(self, listener: Service) -> None:
        """The backlog is full: connected as soon as there is room."""
        self.state = "connecting"
        self._listener = listener

    @property
    def has_peer(self) -> bool:
        """Whether there is another end, and it is not closed."""
        return self._peer is not None

    def take_connected(self) -> bool:
        """Whether the connection came about since this was last asked."""
        newly, self._newly_connected = self._newly_connected, False
        return newly

    def take_error(self) -> OSError | None:
        """What SO_ERROR tells: the error that nobody has been told of yet."""
        error, self._error = self._error, None
        return error

    # Reading:

    def readable(self) -> bool:
        """Whether `receive` would not block."""
        return bool(
            self._size or self.ended or self.shut_read or self._error or self.state == "new"
        )

    def receive(self, size: int, peek: bool = False) -> bytes:
        """At most ``size`` bytes; empty at the end of file.

        Raises:
            BlockingIOError: there is nothing yet.
            ConnectionResetError: the other end threw the connection away.
            OSError: it never was connected.
        """
        if self._size:
            return self._peek(size) if peek else self._take(size)
        # A broken pipe is for who sends; who receives was told of the end before.
        if self._error is not None and not isinstance(self._error, BrokenPipeError):
            raise self._pop_error()
        if self.ended or self.shut_read or size == 0:
            return b""
        if self.state == "new":
            raise errors.not_connected()
        raise errors.would_block()

    def _take(self, size: int) -> bytes:
        chunks = self._received
        first = chunks[0]
        if len(first) > size:
            chunks[0] = first[size:]
            data = first[:size]
        elif len(chunks) == 1:
            data = chunks.popleft()
        else:
            data = self._join_chunks(size)
        was_full = self._room() <= 0
        self._size -= len(data)
        if self._peer is not None and (was_full or self._roomy()):
            self._peer.changed()
        return data

    def _join_chunks(self, size: int) -> bytes:
        chunks, taken = self._received, bytearray()
        while chunks and len(taken) + len(chunks[0]) <= size:
            taken += chunks.popleft()
        if chunks and len(taken) < size:
            left = size - len(taken)
            taken += chunks[0][:left]
            chunks[0] = chunks[0][left:]
        return bytes(taken)

    def _peek(self, size: int) -> bytes:
        return b"".join(self._received)[:size]

    # Writing:

    def writable(self) -> bool:
        """Whether `send` would not block."""
        if self.state == "connecting":
            return False
        if self._peer is None or self.shut_write or self._error is not None:
            return True
        return self._peer._roomy()

    def send(self, data: bytes | bytearray | memoryview) -> int:
        """Send what there is room for; returns how many bytes that was.

        Raises:
            BlockingIOError: the other end's buffer is full.
            BrokenPipeError: nobody reads at the other end, or we said we'd send no more.
            ConnectionResetError: the other end threw the connection away.
        """
        if self._error is not None:
            raise self._pop_error()
        if self.state == "connecting":
            raise errors.would_block()
        if self.state != "open" or self.shut_write:
            raise errors.broken_pipe()
        peer = self._peer
        if peer is None:
            # The other end is closed. It answers the first packet with a reset,
            # which is the answer to whatever comes next.
            self._break(errors.broken_pipe() if self.ended else errors.reset_by_peer())
            return len(data)
        if not data:
            return 0
        room = peer._room()
        if room <= 0:
            raise errors.would_block()
        chunk = bytes(data) if len(data) <= room else bytes(data[:room])
        if not peer.shut_read:
            peer._received.append(chunk)
            peer._size += len(chunk)
            peer.changed()
        return len(chunk)

    def _room(self) -> int:
        """Free bytes between the other end's send() and our receive()."""
        sender = self._peer.send_size if self._peer is not None else BUFFER_SIZE
        return self.receive_size + sender - self._size

    def _roomy(self) -> bool:
        """Enough room to wake a writer: waking it for every byte would cost a switch a byte."""
        sender = self._peer.send_size if self._peer is not None else BUFFER_SIZE
        return 3 * self._room() >= self.receive_size + sender

    # Ending:

    def shutdown(self, read: bool, write: bool) -> None:
        """End one direction or both.

        Raises:
            OSError: it is not connected.
        """
        if self.state != "open":
            raise errors.not_connected()
        if read:
            self.shut_read = True
        if write and not self.shut_write:
            self.shut_write = True
            if self._peer is not None:
                self._peer._end()
        self.changed()

    def close(self) -> None:
        """Close this end. Unread data, or SO_LINGER of 0 s, resets the connection instead."""
        if self._listener is not None:
            self._listener.forget(self)
            self._listener = None
        peer, self._peer = self._peer, None
        if peer is not None:
            peer._peer = None
            if self._size or not self.lingers:
                peer.reset()
            else:
                peer._end()
        self.state = "closed"
        self._received.clear()
        self._size = 0

    def reset(self) -> None:
        """The other end is gone, and says so at once."""
        self._break(errors.reset_by_peer())

    def refuse(self, error: OSError) -> None:
        """The listener went away before it had room for us."""
        self.state = "new"
        self._listener = None
        self._error = error
        self.changed()

    def _end(self) -> None:
        self.ended = True
        self.changed()

    def _break(self, error: OSError) -> None:
        self._error = error
        self._peer = None
        self.state = "broken"
        self.ended = True
        self.changed()

    def _pop_error(self) -> OSError:
        error = self.take_error()
        assert error is not None
        return error
