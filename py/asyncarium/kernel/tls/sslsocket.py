"""``ssl.SSLSocket``: simulated TLS on a socket, blocking, with a timeout, or neither."""

import errno
import socket
import ssl
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

from asyncarium.kernel.tls import records
from asyncarium.kernel.tls.engine import Engine
from asyncarium.kernel.tls.sslobject import Negotiated
from asyncarium.kernel.tls.wire import Plain, Wire

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

    from asyncarium.kernel.tls.context import SSLContext


class SSLSocket(Negotiated, Plain):
    """Made by ``SSLContext.wrap_socket``.

    Before ``connect``, after ``unwrap`` and while it listens it is a plain
    socket. Without blocking it raises SSLWantReadError and SSLWantWriteError.
    """

    _sslobj: Engine | None = None
    _wire: Wire
    _context: "SSLContext"
    server_side: bool
    server_hostname: str | None
    do_handshake_on_connect: bool
    suppress_ragged_eofs: bool
    _taken = 0  # bytes that the engine took from an interrupted write

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        raise TypeError(
            f"{type(self).__name__} does not have a public constructor. "
            f"Instances are returned by SSLContext.wrap_socket()."
        )

    @classmethod
    def _create(
        cls,
        sock: socket.socket,
        *,
        server_side: bool,
        do_handshake_on_connect: bool,
        suppress_ragged_eofs: bool,
        server_hostname: str | None,
        context: "SSLContext",
    ) -> "SSLSocket":
        if sock.type != socket.SOCK_STREAM:
            raise NotImplementedError("only stream sockets are supported")
        if server_side and server_hostname:
            raise ValueError("server_hostname can only be specified in client mode")
        if context.check_hostname and not server_hostname:
            raise ValueError("check_hostname requires server_hostname")
        self = cls.__new__(cls)
        timeout = sock.gettimeout()
        Plain.__init__(self, sock.family, sock.type, sock.proto, fileno=sock.fileno())
        sock.detach()
        self.settimeout(timeout)
        self._context = context
        self.server_side = server_side
        self.server_hostname = server_hostname
        self.do_handshake_on_connect = do_handshake_on_connect
        self.suppress_ragged_eofs = suppress_ragged_eofs
        try:
            self.getpeername()
        except OSError as error:
            if error.errno != errno.ENOTCONN:
                raise
            return self  # to be connected, or a server that accepts
        try:
            self._start_tls()
            if do_handshake_on_connect and timeout == 0:
                text = "do_handshake_on_connect should not be specified for non-blocking sockets"
                raise ValueError(text)
            if do_handshake_on_connect:
                self.do_handshake()
        except (OSError, ValueError):
            self.close()
            raise
        return self

    def _start_tls(self) -> None:
        self._wire = Wire(self)
        self._sslobj = self._context._start(
            self._wire, self._wire, self.server_side, self.server_hostname, weakref.ref(self)
        )

    @property
    def context(self) -> "SSLContext":
        return self._sslobj.context if self._sslobj else self._context

    @context.setter
    def context(self, context: "SSLContext") -> None:
        self._context = context
        if self._sslobj:
            self._sslobj.context = context

    def do_handshake(self, block: bool = False) -> None:
        """Agree with the peer; ``block`` waits for it on a socket that doesn't block."""
        timeout = self.gettimeout()
        if self._sslobj is None:
            self.getpeername()  # raises the OSError of a socket that isn't connected
            raise ValueError(f"No SSL wrapper around {self}")
        try:
            if block and timeout == 0:
                self.settimeout(None)
            self._run(self._sslobj.do_handshake)
        except TimeoutError:
            raise TimeoutError("_ssl.c:1000: The handshake operation timed out") from None
        finally:
            self.settimeout(timeout)

    def _run(self, step: Callable[[], None]) -> None:
        """A step of the engine that reads and writes: send what it wrote, its alert included."""
        try:
            step()
        except ssl.SSLWantReadError:
            self._wire.flush()
            raise
        except ssl.SSLError:
            with suppress(OSError):
                self._wire.flush()
            raise
        self._wire.flush()

    def _ready(self, what: str) -> Engine:
        """The engine, after the handshake."""
        if self._sslobj is None:
            raise ValueError(f"{what} on closed or unwrapped SSL socket.")
        if not self._sslobj.handshake_done:
            self.do_handshake()
        return self._sslobj

    def read(self, len: int = 1024, buffer: "WriteableBuffer | None" = None) -> Any:
        """Bytes, or how many were put into ``buffer``; none at the end.

        Raises:
            SSLEOFError: the peer ended without a close_notify, and ``suppress_ragged_eofs`` is off.
        """
        try:
            engine = self._ready("Read")
            if buffer is not None:
                return engine.read_into(len, buffer)
            if len < 0:
                raise ValueError("size should not be negative")
            return engine.read(len)
        except ssl.SSLEOFError:
            if not self.suppress_ragged_eofs:
                raise
            return b"" if buffer is None else 0

    def write(self, data: "ReadableBuffer") -> int:
        """Send ``data``; returns how much of it was sent, all of it on a socket that blocks."""
        engine = self._ready("Write")
        with memoryview(data) as view, view.cast("B") as octets, self._wire.writing:
            sent = 0
            while True:
                # As with OpenSSL a record that doesn't fit stays, and the program must come
                # back with the same data.
                if not self._taken:
                    self._taken = engine.write(octets[sent : sent + records.MAX_BODY])
                try:
                    self._wire.flush()
                except ssl.SSLWantWriteError:
                    if not sent:
                        raise
                    return sent
                sent, self._taken = sent + self._taken, 0
                if sent >= len(octets):
                    return sent

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        if self._sslobj is None:
            return super().recv(buflen, flags)
        self._refuse_flags(flags, "recv")
        data: bytes = self.read(buflen)
        return data

    def recv_into(
        self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0
    ) -> int:
        if self._sslobj is None:
            return super().recv_into(buffer, nbytes or 0, flags)
        self._refuse_flags(flags, "recv_into")
        count: int = self.read(nbytes or 0, buffer)
        return count

    def send(self, data: "ReadableBuffer", flags: int = 0) -> int:
        if self._sslobj is None:
            return super().send(data, flags)
        self._refuse_flags(flags, "send")
        return self.write(data)

    def sendall(self, data: "ReadableBuffer", flags: int = 0) -> None:
        if self._sslobj is None:
            return super().sendall(data, flags)
        self._refuse_flags(flags, "sendall")
        with memoryview(data) as view, view.cast("B") as octets:
            sent = 0
            while sent < len(octets):
                sent += self.write(octets[sent:])
        return None

    def _refuse_flags(self, flags: int, method: str) -> None:
        if flags:
            raise ValueError(f"non-zero flags not allowed in calls to {method}() on {type(self)}")

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        if self._sslobj is None:
            return super().sendfile(file, offset, count)
        # The other way would hand the file to the operating system, past TLS.
        sent: int = self._sendfile_use_send(file, offset, count)  # type: ignore[attr-defined]
        return sent

    def sendto(self, *args: Any) -> int:
        self._refuse_with_tls("sendto")
        return super().sendto(*args)

    def recvfrom(self, *args: Any) -> Any:
        self._refuse_with_tls("recvfrom")
        return super().recvfrom(*args)

    def recvfrom_into(self, *args: Any) -> Any:
        self._refuse_with_tls("recvfrom_into")
        return super().recvfrom_into(*args)

    def _refuse_with_tls(self, method: str) -> None:
        if self._sslobj is not None:
            raise ValueError(f"{method} not allowed on instances of {type(self)}")

    def _messages(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise NotImplementedError(f"not allowed on instances of {type(self)}")

    sendmsg = recvmsg = recvmsg_into = _messages

    def dup(self) -> NoReturn:
        raise NotImplementedError(f"Can't dup() {type(self).__name__} instances")

    def pending(self) -> int:
        """Bytes that can be read without the wire."""
        return self._sslobj.pending() if self._sslobj else 0

    def unwrap(self) -> "SSLSocket":
        """Close TLS with the peer's consent; returns the socket, which is plain from then on."""
        if self._sslobj is None:
            raise ValueError(f"No SSL wrapper around {self}")
        self._run(self._sslobj.unwrap)
        self._sslobj = None
        return self

    def shutdown(self, how: int) -> None:
        self._sslobj = None
        super().shutdown(how)

    def _real_close(self) -> None:
        # No close_notify, as in CPython: the peer sees a ragged end, and suppresses it.
        self._sslobj = None
        super()._real_close()  # type: ignore[misc]

    def connect(self, addr: Any) -> None:
        """Connect, then the handshake unless ``do_handshake_on_connect`` is off."""
        self._connect(lambda: super(SSLSocket, self).connect(addr))

    def connect_ex(self, addr: Any) -> int:
        """As `connect`, but returns the error number of a connection that failed."""
        return self._connect(lambda: super(SSLSocket, self).connect_ex(addr)) or 0

    def _connect(self, connect: Callable[[], int | None]) -> int | None:
        if self.server_side:
            raise ValueError("can't connect in server-side mode")
        if self._sslobj is not None:
            raise ValueError("attempt to connect already-connected SSLSocket!")
        self._start_tls()
        try:
            error = connect()
            if not error and self.do_handshake_on_connect:
                self.do_handshake()
        except (OSError, ValueError):
            self._sslobj = None
            raise
        return error

    def accept(self) -> "tuple[SSLSocket, Any]":
        """The next client after its handshake (unless that is off), and its address."""
        sock, address = super().accept()
        wrapped = self._context.wrap_socket(
            sock,
            server_side=True,
            do_handshake_on_connect=self.do_handshake_on_connect,
            suppress_ragged_eofs=self.suppress_ragged_eofs,
        )
        return wrapped, address
